"""Starts a campaign from an earlier one: all its languages become drafts of a new one, at zero."""

import json
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils.text import slugify
from wagtail.coreutils import find_available_slug
from wagtail.log_actions import log
from wagtail.models import Page

from campaigns.models import Alignment, CampaignPage
from campaigns.references import in_block, in_rich_text

# What belongs to one campaign and not to the next.
CLEARED = {"opens_at": None, "closes_at": None, "vacancy_hold_until": None, "outcome": ""}
CLEARED |= {"seo_title": "", "search_description": ""}
CLEARED |= {"follow_up": None, "leads_on": False, "next_letter": None}
CLEARED |= {"go_live_at": None, "expire_at": None, "expired": False}
CLEARED |= {"locked": False, "locked_by": None, "locked_at": None}
SLUG_LENGTH = 200  # leaves room for the number that makes a slug unique


def may_launch_similar(user: AbstractBaseUser, page: Page) -> bool:
    """Whether one may edit the page and add another beside it."""
    if not page.permissions_for_user(user).can_edit():
        return False
    return page.get_parent().specific_deferred.permissions_for_user(user).can_add_subpage()


@transaction.atomic
def launch_similar(pages: list[CampaignPage], *, titles: Mapping[int, str], by: AbstractBaseUser) -> CampaignPage:
    """The lead page of a new campaign, copied from the newest drafts of `pages`. `titles` has one for each page's pk.

    Nothing of the old campaign comes along: no letters, offset entries or status, no dates, outcome, revisions or lock.
    """
    parents, key = _locked_parents(pages), uuid.uuid4()
    copies = [_copy(page, parents[page.get_parent().pk], titles[page.pk], key, by) for page in pages]
    moved = _moved(pages, copies)
    for copied in copies:
        _follow(copied, moved, by)
    for page, copied in zip(pages[1:], copies[1:], strict=True):
        _stay_in_line(page, copied, leads=(pages[0], copies[0]), by=by)
    return copies[0]


def _locked_parents(pages: Iterable[CampaignPage]) -> dict[int, Page]:
    """Fresh and locked, one order for all: two editors at once would take the same place in the tree."""
    ids = {page.get_parent().pk for page in pages}
    return {parent.pk: parent for parent in Page.objects.filter(pk__in=ids).order_by("pk").select_for_update()}


def _copy(page: CampaignPage, parent: Page, title: str, key: uuid.UUID, by: AbstractBaseUser) -> CampaignPage:
    draft = page.get_latest_revision_as_object()
    source = draft if page.is_lead_page else draft.as_translation()
    slug = slugify(title, allow_unicode=True)[:SLUG_LENGTH].strip("-") or page.slug[:SLUG_LENGTH]
    own = {"title": title, "draft_title": title, "slug": find_available_slug(parent, slug), "translation_key": key}
    copied = source.copy(
        to=parent,
        update_attrs=CLEARED | own,
        copy_revisions=False,
        keep_live=False,
        reset_translation_key=False,
        user=by,
        log_action=None,
    )
    earlier = {"id": page.pk, "title": page.get_admin_display_title()}
    log(instance=copied, action="campaigns.launch", user=by, data={"source": earlier})
    return copied


def _moved(pages: list[CampaignPage], copies: list[CampaignPage]) -> dict[int, int]:
    """From each page of the old campaign, aliases included, to its copy."""
    moved = {page.pk: copied.pk for page, copied in zip(pages, copies, strict=True)}
    aliases = Page.objects.filter(alias_of__in=pages).values_list("pk", "alias_of")
    return moved | {alias: moved[original] for alias, original in aliases}


def _follow(page: CampaignPage, moved: Mapping[int, int], by: AbstractBaseUser) -> None:
    """What the text says of its own campaign, it says of the new one."""
    before = page.body.get_prep_value()
    after = in_block(page.body.stream_block, before, moved)
    thanks = in_rich_text(page.thank_you_text, moved)
    if (after, thanks) == (before, page.thank_you_text):
        return
    page.body, page.thank_you_text = json.dumps(after, cls=DjangoJSONEncoder), thanks
    page.save(clean=False, update_fields=["body", "thank_you_text"])
    page.save_revision(user=by, changed=False, clean=False)


def _stay_in_line(
    page: CampaignPage, copied: CampaignPage, *, leads: tuple[CampaignPage, CampaignPage], by: AbstractBaseUser
) -> None:
    """The copies of two languages are in line, but for what these had still to tell each other."""
    old_lead, lead = leads
    known = page.alignment_with_lead
    lead_words = known and _still(known.lead_words, old_lead, lead)
    own_words = known and _still(known.own_words, page, copied)
    Alignment.objects.declare(copied, lead, by=by, lead_words=lead_words, own_words=own_words)


def _still(said: Mapping[str, Any], page: CampaignPage, copied: CampaignPage) -> dict[str, Any]:
    """What `copied` is compared with: what it says itself, and where `page` said something new, what was `said`."""
    if not said:
        return {}
    news = set(page.differing_from(said)) - CLEARED.keys() - {"title"}
    return copied.newest_written | {name: said[name] for name in news}
