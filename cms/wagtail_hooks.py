from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from cms import guide, keeping, page_cache, role_history, users
from cms.models import User, WarningTopic
from cms.script_list import ApprovedScriptViewSet

SECOND_FACTOR_REMOVED = _("Second factor taken away, by a command")


class WarningTopicViewSet(SnippetViewSet):
    model = WarningTopic
    icon = "warning"
    list_display = ["name_en", "name_fr"]
    search_fields = ["name_en", "name_fr"]


@hooks.register("on_serve_page")
def let_public_pages_be_kept(serve):
    def serve_it(page: Page, request: HttpRequest, args, kwargs) -> HttpResponse:
        return page_cache.let_keep(request, serve(page, request, args, kwargs))

    return serve_it


@hooks.register("insert_global_admin_css")
def editors_style() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("cms/admin.css"))


hooks.register("register_admin_urls", guide.urls)
hooks.register("register_help_menu_item", guide.menu_item)
hooks.register("register_actions", keeping.register_deletions)
hooks.register("before_delete_snippet", keeping.lead_to_form)
hooks.register("before_bulk_action", keeping.refuse_in_bulk)
hooks.register("after_bulk_action", role_history.note_bulk)


@hooks.register("register_log_actions")
def log_actions(actions) -> None:
    actions.register_action("cms.roles_changed")(role_history.RolesChanged)
    actions.register_action("cms.second_factor_removed", SECOND_FACTOR_REMOVED, SECOND_FACTOR_REMOVED)


@hooks.register("register_account_menu_item")
def second_factor_item(request: HttpRequest) -> dict[str, str]:
    words = {"label": gettext("Second step"), "help_text": gettext("Sign in with a code of your phone as well.")}
    return words | {"url": reverse("mfa_index")}


@hooks.register("before_delete_user")
def keep_people_with_work(request: HttpRequest, person: User) -> HttpResponse | None:
    return keeping.lead_to_form(request, [person])


@hooks.register("before_edit_user")
def keep_superusers(request: HttpRequest, person: User) -> None:
    if not users.may_change(request.user, [person]):
        raise PermissionDenied


@hooks.register("before_bulk_action")
def keep_superusers_in_bulk(request: HttpRequest, action: str, objects: list, view) -> None:
    if User in view.models and not users.may_change(request.user, objects):
        raise PermissionDenied


@hooks.register("before_delete_page")
def keep_front_page(request: HttpRequest, page: Page) -> HttpResponse | None:
    return keeping.refuse_front_pages(request, [page])


@hooks.register("before_bulk_action")
def keep_front_pages(request: HttpRequest, action_type: str, objects, action) -> HttpResponse | None:
    if action_type != "delete" or action.model is not Page:
        return None
    return keeping.refuse_front_pages(request, objects)


register_snippet(ApprovedScriptViewSet)
register_snippet(WarningTopicViewSet)
