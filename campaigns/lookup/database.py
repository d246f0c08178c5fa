from campaigns.lookup.base import Answer
from campaigns.models import District, Legislature

SOURCE = "database"


def lookup(postal_code: str, legislature: Legislature) -> Answer:
    """The local table of postal codes: answers at once, with or without a network."""
    districts = District.objects.of(legislature).filter(postal_codes__code=postal_code)
    return Answer(list(districts), source=SOURCE)
