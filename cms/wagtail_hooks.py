from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from cms import guide
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


@hooks.register("insert_global_admin_css")
def editors_style() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("cms/admin.css"))


hooks.register("register_admin_urls", guide.urls)
hooks.register("register_help_menu_item", guide.menu_item)
register_snippet(ApprovedScriptViewSet)
register_snippet(WarningTopicViewSet)
