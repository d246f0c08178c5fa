from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from cms.models import ApprovedScript


class ApprovedScriptViewSet(SnippetViewSet):
    model = ApprovedScript
    icon = "code"
    list_display = ["name", "path", "reason"]


register_snippet(ApprovedScriptViewSet)
