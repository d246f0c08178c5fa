"""Where the admin is asked to delete what is in use: it says so in words, and nothing is lost."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Group
from django.db.models import Count, ProtectedError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.actions.delete import DeleteAction
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import GroupApprovalTask, Page, Site

from cms.models.kept import InUse, Kept
from cms.readers import in_readers_language


class InUseMiddleware:
    """Turns a refused deletion, by whatever route of the admin, into words where it was asked for."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, ProtectedError) or request.method != "POST":
            return None
        with in_readers_language(request):
            general = _("This was not deleted, because other things need it. Look at where it is used first.")
        words = getattr(exception, "words", general)
        if request.headers.get("X-Requested-With") == "XMLHttpRequest":
            return JsonResponse({"success": False, "error_message": words}, status=409)
        messages.error(request, words)
        return redirect(request.get_full_path())


def lead_to_form(request: HttpRequest, rows: Iterable[Any]) -> HttpResponse | None:
    """Before anybody is asked to confirm: to the form of the first one in use, where something else can be done."""
    for row in rows:
        if isinstance(row, Kept) and (words := row.why_kept()):
            messages.error(request, words)
            return redirect(AdminURLFinder(request.user).get_edit_url(row) or "wagtailadmin_home")
    return None


def refuse_in_bulk(request: HttpRequest, action_type: str, objects: Iterable[Any], action: Any) -> None:
    """All of them are deleted, or none."""
    for row in objects if action_type == "delete" else ():
        if isinstance(row, Kept):
            row.refuse_if_in_use()


def refuse_front_pages(request: HttpRequest, pages: Iterable[Page]) -> HttpResponse | None:
    """The database would delete the site along with its front page, and with the site how it looks."""
    for page in pages:
        if Site.objects.filter(root_page__in=page.get_descendants(inclusive=True)).exists():
            words = _(
                "“%(title)s” is the front page of a site, so it was not deleted. Give the site another one first."
            )
            messages.error(request, words % {"title": page.title})
            return redirect("wagtailadmin_explore", page.get_parent().pk)
    return None


class DeleteSite(DeleteAction):
    """Visitors always meet one: the default site stays."""

    def _delete(self) -> Any:
        if self.instance.is_default_site:
            words = _("“%(site)s” is the default site, so it was not deleted. Make another one the default first.")
            raise InUse(words % {"site": self.instance})
        return super()._delete()


class DeleteGroup(DeleteAction):
    """What authors submit always has somebody to approve it."""

    def _delete(self) -> Any:
        tasks = GroupApprovalTask.objects.annotate(number=Count("groups")).filter(active=True, number=1)
        if alone := tasks.filter(pk__in=GroupApprovalTask.objects.filter(groups=self.instance).values("pk")).first():
            words = _(
                "Only “%(group)s” approves “%(task)s”, so it was not deleted. Give that task another group first."
            )
            raise InUse(words % {"group": self.instance, "task": alone.name})
        return super()._delete()


def register_deletions(registry: Any) -> None:
    registry.register(Site, DeleteSite)
    registry.register(Group, DeleteGroup)
