"""What somebody might do first, on the admin's home page."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import Component
from wagtail.models import Locale, TaskState
from wagtail.permission_policies.pages import PagePermissionPolicy

from campaigns.models import CampaignPage, CampaignRecipient, Recipient
from campaigns.staff.todo import Thing, may_see, things_for
from cms.models import ApprovedScript

MOST = 3
SOON = timedelta(days=7)
OLDEST_REVIEWS = 50


def things_for_today(user: Any) -> list[Thing]:
    """At most three, the most urgent first, of those that `user` may do something about. The number of queries does not
    grow with what there is."""
    found = [*_sending(user), *_recipients(user), *_reviews(user), *_pages(user), *_unverified(user), *_scripts(user)]
    return found[:MOST]


def _sending(user: Any) -> Iterator[Thing]:
    """What keeps all letters back, line by line, and the letters of "To do" in one line."""
    if not may_see(user):
        return
    things = things_for(user)
    yield from (thing for thing in things if thing.number is None)
    if number := sum(thing.number or 0 for thing in things):
        yield Thing(_("Letters and recipients that wait for somebody to decide"), reverse("to_do"), number)


def _recipients(user: Any) -> Iterator[Thing]:
    if user.has_perm("campaigns.change_recipient"):
        yield from _of_recipients(Recipient.Status.FAILING, _("Recipients of open campaigns whom letters do not reach"))


def _unverified(user: Any) -> Iterator[Thing]:
    if user.has_perm("campaigns.verify_recipient"):
        words = _("Recipients of open campaigns whose address nobody has verified")
        yield from _of_recipients(Recipient.Status.UNVERIFIED, words)


def _of_recipients(status: Recipient.Status, words: Any) -> Iterator[Thing]:
    rows = CampaignRecipient.objects.filter(page__in=CampaignPage.objects.newest_open().order_by().values("pk"))
    if number := Recipient.objects.filter(status=status, pk__in=rows.values("recipient")).count():
        url = f"{reverse('campaigns_recipient_modeladmin_index')}?status__exact={status}"
        yield Thing(words, url, number)


def _reviews(user: Any) -> Iterator[Thing]:
    waiting = TaskState.objects.reviewable_by(user).filter(status=TaskState.STATUS_IN_PROGRESS)
    if number := waiting.count():
        yield Thing(_("Pages that wait for your approval"), reverse("wagtailadmin_reports:workflow_tasks"), number)


def _scripts(user: Any) -> Iterator[Thing]:
    if user.has_perm("cms.change_approvedscript") and (number := ApprovedScript.objects.near_their_end().count()):
        words = _("Approved scripts that are over, or soon will be")
        yield Thing(words, reverse("wagtailsnippets_cms_approvedscript:list"), number)


def _pages(user: Any) -> Iterator[Thing]:
    now = timezone.now()
    mine = PagePermissionPolicy().instances_user_has_any_permission_for(user, {"change", "publish"}).values("pk")
    pages = CampaignPage.objects.filter(pk__in=mine, alias_of=None)
    opened = pages.filter(pk__in=CampaignPage.objects.newest_open().order_by().values("pk"))
    soon = pages.filter(live=False, opens_at__range=(now - SOON, now + SOON), first_published_at=None)
    ends = opened.filter(closes_at__range=(now, now + SOON))
    yield from _of_pages(_("Campaigns that are to open and are still drafts"), soon)
    yield from _of_pages(_("Campaigns that close within a week"), ends)
    yield from _of_pages(_("Open campaigns that lack a language"), _lacking_a_language(opened))


def _lacking_a_language(pages: Any) -> Any:
    """Of each campaign the oldest page, where it has fewer pages than the site has languages."""
    group = CampaignPage.objects.filter(translation_key=OuterRef("translation_key"), alias_of=None)
    older = group.filter(pk__lt=OuterRef("pk"))
    counted = group.order_by().values("translation_key").annotate(n=Count("locale", distinct=True))
    lacking = counted.filter(n__lt=Locale.objects.count())
    return pages.filter(Exists(lacking)).exclude(Exists(older))


def _of_pages(words: Any, pages: Any) -> Iterator[Thing]:
    """Leads to the page where there is one, else to the overview of campaigns."""
    keys = list(pages.order_by("pk").values_list("pk", flat=True))
    if keys:
        alone = reverse("wagtailadmin_pages:edit", args=keys[:1])
        yield Thing(words, alone if len(keys) == 1 else reverse("campaign_states:index"), len(keys))


class TodayPanel(Component):
    """For everybody who enters the admin: only what they may act on."""

    name = "today"
    template_name = "campaigns/admin/today.html"
    order = 20

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"things": things_for_today(parent_context["request"].user)}
