"""Whose campaigns somebody sees: all, who runs campaigns or answers for supporters' data; else those of their pages."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from wagtail.models import Page
from wagtail.permissions import policy_registry

from campaigns.models import Campaign, CampaignPage

WIDE = ("campaigns.change_campaign", "campaigns.view_letter")


def sees_all(user: Any) -> bool:
    return any(user.has_perm(permission) for permission in WIDE)


def own_pages(user: Any) -> QuerySet[CampaignPage]:
    """Those that the user may edit."""
    editable = policy_registry.get_by_type(Page).instances_user_has_permission_for(user, "change")
    return CampaignPage.objects.filter(pk__in=editable.order_by().values("pk"))


def own_keys(user: Any) -> QuerySet:
    """Of the campaigns that one of these pages is written for."""
    return own_pages(user).order_by().values("translation_key")


def within_reach(campaigns: QuerySet[Campaign], user: Any) -> QuerySet[Campaign]:
    return campaigns if sees_all(user) else campaigns.filter(key__in=own_keys(user))


def reaches(user: Any, key: UUID) -> bool:
    return sees_all(user) or own_pages(user).filter(translation_key=key).exists()
