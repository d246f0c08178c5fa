from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from cms.models import ApprovedScript, WarningTopic


class ApprovedScriptViewSet(SnippetViewSet):
    model = ApprovedScript
    icon = "code"
    list_display = ["name", "path", "reason"]


class WarningTopicViewSet(SnippetViewSet):
    model = WarningTopic
    icon = "warning"
    list_display = ["name_en", "name_fr"]
    search_fields = ["name_en", "name_fr"]


register_snippet(ApprovedScriptViewSet)
register_snippet(WarningTopicViewSet)
