"""What the lists of deliveries and notices are filtered by: drop-downs in one form, which needs no script."""

from django.contrib.admin import RelatedFieldListFilter, SimpleListFilter
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from campaigns.models import Campaign, Delivery, Doubt, Notice, Recipient
from campaigns.models.reasons import Reason
from campaigns.models.states import READINGS, Status

NO_REASON = "-"


class DropDown(SimpleListFilter):
    """A value that is not among the choices finds nothing."""

    template = "campaigns/admin/drop_down_filter.html"
    field = ""  # what the value is looked for in

    def queryset(self, request, queryset):
        if self.value() is None:
            return queryset
        known = self.value() in {str(value) for value, _words in self.lookup_choices}
        return self.narrow(queryset, self.value()) if known else queryset.none()

    def narrow(self, queryset, value: str):
        return queryset.filter(**{self.field: value})

    def choices(self, changelist):
        for value, words in [("", gettext("All")), *self.lookup_choices]:
            yield {"value": value, "display": words, "selected": str(value) == (self.value() or "")}

    def value(self) -> str | None:
        return super().value() or None


class ReadingFilter(DropDown):
    """The five words that stand for all states; each goes by its first state."""

    title = _("What became of it")
    parameter_name = "reading"
    states = {states[0].value: states for states in READINGS.values()}

    def lookups(self, request, model_admin):
        return [(states[0].value, words) for words, states in READINGS.items()]

    def narrow(self, queryset, value):
        return queryset.filter(status__in=self.states[value])


class StatusFilter(DropDown):
    title = _("Status")
    parameter_name = field = "status"

    def lookups(self, request, model_admin):
        return Status.choices


class ReasonFilter(DropDown):
    """Our own reasons, and whatever a server said or staff wrote where the address asks for that."""

    title = _("Reason")
    parameter_name = "reason"

    def lookups(self, request, model_admin):
        asked = self.used_parameters.get(self.parameter_name)
        others = [] if not asked or asked == NO_REASON or asked in Reason else [(asked, asked)]
        return [(NO_REASON, gettext("None")), *Reason.choices, *others]

    def narrow(self, queryset, value):
        return queryset.filter(reason="" if value == NO_REASON else value)


class KindFilter(DropDown):
    title = _("Kind")
    parameter_name = field = "kind"

    def lookups(self, request, model_admin):
        return Notice.Kind.choices


class RecipientFilter(DropDown):
    """Those who have letters."""

    title = _("Recipient")
    parameter_name = field = "recipient"

    def lookups(self, request, model_admin):
        has_letters = Exists(Delivery.objects.filter(recipient=OuterRef("pk")))
        return [(recipient.pk, str(recipient)) for recipient in Recipient.objects.filter(has_letters)]


class CampaignFilter(DropDown):
    title = _("Campaign")
    parameter_name = "campaign"
    field = "letter__campaign"

    def lookups(self, request, model_admin):
        return [(campaign.pk, str(campaign)) for campaign in Campaign.objects.titled()]


class CampaignOfLetter(RelatedFieldListFilter):
    """The titles are asked for at once, not for each campaign."""

    def field_choices(self, field, request, model_admin):
        return [(campaign.pk, str(campaign)) for campaign in Campaign.objects.titled()]


class DoubtFilter(SimpleListFilter):
    """In the list of letters."""

    title = _("Doubts")
    parameter_name = "doubt"

    def lookups(self, request, model_admin):
        return Doubt.choices

    def queryset(self, request, queryset):
        return queryset.doubted(self.value()) if self.value() in Doubt.values else queryset
