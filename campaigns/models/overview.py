"""What a list of campaigns is sorted and filtered by, asked of their lead pages in one query."""

from django.db.models import Case, CharField, DateTimeField, F, Max, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale
from wagtail.query import PageQuerySet

from campaigns.models.campaigns import Campaign

# The words for all that `Schedule.state` may say.
STATES = {"draft": _("Draft"), "scheduled": _("Scheduled"), **dict(Campaign.Status.choices)}


class OverviewQuerySet(PageQuerySet):
    def leads(self):
        """The lead page of each campaign, as `lead_for` finds it."""
        is_default = Case(When(locale=Locale.get_default().pk, then=0), default=1)
        group = self.model.objects.filter(translation_key=OuterRef("translation_key"), alias_of=None)
        return self.filter(alias_of=None, pk=Subquery(group.order_by(is_default, "pk").values("pk")[:1]))

    def titled_like(self, words: str):
        """Pages of campaigns that have a title with `words` in any language, drafts' titles included."""
        named = self.model.objects.filter(Q(title__icontains=words) | Q(draft_title__icontains=words))
        return self.filter(translation_key__in=named.values("translation_key"))

    def with_overview(self):
        """Adds `state_now`, a key of STATES, `number`, how many people have taken action, and `changed_at`, when one of
        the campaign's pages was last changed. Ask lead pages."""
        campaign = Campaign.objects.filter(key=OuterRef("translation_key"))
        group = self.model.objects.filter(translation_key=OuterRef("translation_key"), alias_of=None).order_by()
        changed = group.values("translation_key").annotate(at=Max("latest_revision_created_at")).values("at")
        counted = campaign.with_number().values("number")
        return (
            self.annotate_approved_schedule()
            .annotate(status=Subquery(campaign.values("status")[:1], output_field=CharField()))
            .annotate(state_now=_state(), number=Coalesce(Subquery(counted[:1]), 0))
            .annotate(changed_at=Coalesce(Subquery(changed), F("last_published_at"), output_field=DateTimeField()))
        )


def _state() -> Case:
    """As `Schedule.state` says of a lead page."""
    now = timezone.now()
    switched = [Campaign.Status.PAUSED, *Campaign.ENDED]
    return Case(
        When(status__in=switched, then=F("status")),
        When(live=False, _approved_schedule=True, then=Value("scheduled")),
        When(live=False, then=Value("draft")),
        When(closes_at__lte=now, then=Value(Campaign.Status.CLOSED)),
        When(opens_at__gt=now, then=Value("scheduled")),
        default=Value(Campaign.Status.OPEN),
        output_field=CharField(),
    )
