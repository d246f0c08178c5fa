"""What staff say about senders: whose letters pass without a question, and whose do not."""

from ipaddress import ip_network

from django.conf import settings
from django.contrib.admin import display
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SenderRuleQuerySet(models.QuerySet):
    def in_force(self):
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=timezone.now()))

    def that_may_fit(self, *, email_key: str, domain: str):
        """Those for this address and domain, and all that name a network: whether it lies in one is not asked here."""
        kinds = SenderRule.Kind
        named = Q(kind=kinds.ADDRESS, value=email_key) | Q(kind=kinds.DOMAIN, value__in=domain_and_above(domain))
        return self.in_force().filter(named | Q(kind=kinds.NETWORK))

    def refuse_for_owner(self, email_key: str) -> None:
        """The owner of an e-mail address wants nothing of us. Staff take it back by deleting the rule."""
        words = {"action": SenderRule.Action.REFUSE, "is_owners": True, "expires_at": None, "author": None}
        self.update_or_create(kind=SenderRule.Kind.ADDRESS, value=email_key, defaults=words)


def domain_and_above(domain: str) -> list[str]:
    """mail.example.org, example.org, org."""
    labels = domain.split(".")
    return [".".join(labels[n:]) for n in range(len(labels))]


class SenderRule(models.Model):
    """An e-mail address is known by its keyed hash alone: nobody reads in this list who it is."""

    class Kind(models.TextChoices):
        NETWORK = "network", _("Network")
        DOMAIN = "domain", _("E-mail domain")
        ADDRESS = "address", _("E-mail address")

    class Action(models.TextChoices):
        ALLOW = "allow", _("Ask nothing: they are known to us")
        CONFIRM = "confirm", _("Have each letter confirmed by e-mail")
        HOLD = "hold", _("Hold each letter until staff have looked at it")
        REFUSE = "refuse", _("Keep nothing and send nothing; the sender is thanked as ever")

    kind = models.CharField(_("about"), max_length=10, choices=Kind)
    value = models.CharField(_("which"), max_length=253)  # 192.0.2.0/24, example.org, or 64 hex digits
    action = models.CharField(_("what happens"), max_length=10, choices=Action)
    reason = models.CharField(
        _("reason"), max_length=200, blank=True, help_text=_("For your colleagues. Name no supporter here.")
    )
    is_owners = models.BooleanField(_("asked for by the owner of the address"), default=False, editable=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("author"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )
    created_at = models.DateTimeField(_("since"), default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("until"), null=True, blank=True, help_text=_("Empty: until it is deleted."))

    objects = SenderRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("rule about senders")
        verbose_name_plural = _("rules about senders")
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "value"],
                name="one_rule_for_a_sender",
                violation_error_message=_("There is a rule for it already. Change that one."),
            ),
            models.CheckConstraint(condition=~Q(kind="address", action="allow"), name="no_address_is_allowed"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.shown_value}"

    @property
    @display(description=_("which"))
    def shown_value(self) -> str:
        return self.value[:8] if self.kind == self.Kind.ADDRESS else self.value

    @property
    def shown_reason(self) -> str:
        return _("The owner of the address said: this was not me.") if self.is_owners else self.reason

    @property
    def network(self):
        return ip_network(self.value)

    def clean(self) -> None:
        """Anybody can type an address: to allow one would open the form to all who know it."""
        if self.kind == self.Kind.ADDRESS and self.action == self.Action.ALLOW:
            words = _("Anybody can type an e-mail address, so none is let through without a question.")
            raise ValidationError({"action": words})
