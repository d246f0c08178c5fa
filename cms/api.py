from django.http import HttpRequest, JsonResponse


def not_found(request: HttpRequest) -> JsonResponse:
    """What a script gets where there is nothing. Anyone may ask."""
    response = JsonResponse({"error": "not found"}, status=404)
    response["Access-Control-Allow-Origin"] = "*"
    return response
