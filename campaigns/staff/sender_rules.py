"""The list of senders that staff know, or have had enough of."""

from ipaddress import ip_network

import django_filters
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_domain_name, validate_email
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets import AdminDateTimeInput

from campaigns.models import SenderRule
from campaigns.models.letters import email_key

Kind = SenderRule.Kind
WATCHING = _("At the moment rules are noted on letters and change nothing: ABUSE_CONTROLS is “watch”.")


def read_network(text: str) -> str:
    """A single address stands for itself; one with bits beyond its network for the network."""
    try:
        return str(ip_network(text, strict=False))
    except ValueError:
        raise ValidationError(_("Write a network, such as 192.0.2.0/24, or an address of one computer.")) from None


def read_domain(text: str) -> str:
    domain = text.removeprefix("@").lower()
    validate_domain_name(domain)
    return domain


def read_email(text: str) -> str:
    validate_email(text)
    return email_key(text)


READ = {Kind.NETWORK: read_network, Kind.DOMAIN: read_domain, Kind.ADDRESS: read_email}


class SenderRuleForm(WagtailAdminModelForm):
    """What a rule is about is said once: an e-mail address is forgotten as soon as its hash is made."""

    class Meta:
        model = SenderRule
        fields = ["kind", "value", "action", "reason", "expires_at"]
        widgets = {"kind": forms.RadioSelect, "action": forms.RadioSelect, "expires_at": AdminDateTimeInput}
        help_texts = {
            "value": _(
                "192.0.2.0/24, example.org with all below it, or jane@example.org, of which only a hash is kept. "
                "Anybody can claim a domain, so one that is known only lifts the limit on letters with one domain."
            )
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = Kind.choices
        self.fields["action"].choices = SenderRule.Action.choices
        if settings.ABUSE_CONTROLS == "watch":
            self.fields["action"].help_text = WATCHING
        if self.instance.pk:
            self.fields["kind"].disabled = self.fields["value"].disabled = True

    def clean_value(self) -> str:
        value, kind = self.cleaned_data["value"].strip(), self.cleaned_data.get("kind")
        return value if self.instance.pk or not kind else READ[Kind(kind)](value)

    def save(self, commit=True):
        if not self.instance.pk:
            self.instance.author = self.for_user
        return super().save(commit)


class SenderRuleFilter(WagtailFilterSet):
    kind = django_filters.ChoiceFilter(label=_("about"), choices=Kind.choices, empty_label=_("All"))
    action = django_filters.ChoiceFilter(
        label=_("what happens"), choices=SenderRule.Action.choices, empty_label=_("All")
    )

    class Meta:
        model = SenderRule
        fields = ["kind", "action"]


class SenderRuleViewSet(ModelViewSet):
    """For data officers and administrators. Deleting a rule is how it ends, the wish of an address's owner too."""

    model = SenderRule
    name = "sender_rules"
    add_to_reference_index = False
    menu_label = _("Senders")
    icon = "lock"
    menu_order = 910
    add_to_settings_menu = True
    filterset_class = SenderRuleFilter
    list_display = [
        "shown_value",
        Column("kind", label=capfirst(_("about")), accessor="get_kind_display", sort_key="kind"),
        Column("action", label=capfirst(_("what happens")), accessor="get_action_display", sort_key="action"),
        Column("reason", label=capfirst(_("reason")), accessor="shown_reason"),
        Column("author", label=capfirst(_("author"))),
        DateColumn("created_at", label=capfirst(_("since")), sort_key="created_at"),
        DateColumn("expires_at", label=capfirst(_("until")), sort_key="expires_at"),
    ]
    copy_view_enabled = False

    def get_form_class(self, for_update=False):
        return SenderRuleForm
