"""How letters leave: for real or for a test, how fast, or not at all."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from campaigns.editor.panels import WhyStoppedPanel
from campaigns.models.deliveries import Delivery
from campaigns.models.reasons import Reason
from campaigns.models.restored import Restored, last_restore
from campaigns.models.states import Status
from campaigns.sending_form import SendingForm


@register_setting(icon="mail")
class SendingSettings(BaseGenericSetting):
    """One row. A new installation sends everything to the test mailbox, until an administrator switches it live."""

    live = models.BooleanField(
        _("live"),
        default=False,
        help_text=_("Letters go to their recipients. Until then all mail goes to the test mailbox, marked [TEST]."),
    )
    test_mailbox = models.EmailField(
        _("test mailbox"), blank=True, help_text=_("Empty: the address that letters come from.")
    )
    stopped = models.BooleanField(
        _("stop everything"),
        default=False,
        help_text=_("Nothing leaves within a second. Letters are still taken, and wait."),
    )
    recipient_cap = models.PositiveIntegerField(
        _("letters an hour to one recipient"),
        null=True,
        blank=True,
        default=500,
        validators=[MinValueValidator(1)],
        help_text=_("Empty: as many as there are."),
    )
    domain_cap = models.PositiveIntegerField(
        _("letters an hour to one domain"),
        null=True,
        blank=True,
        default=1000,
        validators=[MinValueValidator(1)],
        help_text=_("All members of a parliament share one. Empty: as many as there are."),
    )
    alarm_email = models.EmailField(
        _("alarms go to"), blank=True, help_text=_("Who is told when letters do not leave or do not arrive.")
    )

    base_form_class = SendingForm
    panels = [
        MultiFieldPanel(["live", "test_mailbox"], _("For real or for a test")),
        WhyStoppedPanel(),
        FieldPanel("stopped"),
        MultiFieldPanel([FieldRowPanel(["recipient_cap", "domain_cap"])], _("How fast")),
        FieldPanel("alarm_email"),
    ]

    class Meta:
        verbose_name = _("sending")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

    def clean(self) -> None:
        is_example = f".{settings.LETTERS_DOMAIN}".endswith(".example.org")  # a domain that nobody has
        if self.live and is_example and not settings.DEMO_INBOX:
            words = _("Letters would come from %(address)s. Have LETTERS_FROM_EMAIL set to an address of yours first.")
            raise ValidationError({"live": words % {"address": settings.LETTERS_FROM_EMAIL}})

    def form_lines_anew(self) -> int:
        """By the caps as they are stored."""
        lines: PaceManager = Pace.objects
        return lines.form_lines_anew()

    @property
    def restored(self) -> Restored | None:
        """Where that is why sending is stopped."""
        return last_restore() if self.stopped else None

    @property
    def mailbox(self) -> str:
        """Where all mail goes while sending is not live."""
        return self.test_mailbox or settings.LETTERS_FROM_EMAIL


class PaceManager(models.Manager):
    @property
    def key_of_today(self) -> str:
        return f"day:{timezone.localdate().isoformat()}"

    def left_today(self) -> int:
        """How many mails have."""
        return self.filter(key=self.key_of_today).values_list("left", flat=True).first() or 0

    def room_today(self) -> int | None:
        """How many more the hard cap of a day lets go, those to supporters among them; None: as many as there are."""
        if settings.LETTERS_A_DAY is None:
            return None
        return max(0, settings.LETTERS_A_DAY - self.left_today())

    @transaction.atomic
    def form_lines_anew(self) -> int:
        """All that wait in line ask for their place once more; how many. Call it when a cap was changed, or when many
        have left the line without being sent: places are given once, and a line does not move up by itself.

        Waits for the caps' locks alone, in the order of whoever claims. A letter that is being claimed is due already.
        """
        list(self.exclude(next_at=None).order_by("key").select_for_update())
        self.exclude(next_at=None).update(next_at=None)
        waiting = Delivery.objects.filter(status=Status.QUEUED, reason=Reason.IN_LINE).order_by()
        free = waiting.select_for_update(skip_locked=True).values("pk")
        return Delivery.objects.filter(pk__in=free).ask_for_place_anew()


class Pace(models.Model):
    """Where the line of those ends that wait for a place under a cap: `next_at`. One row a recipient and a domain.

    Locked while letters are claimed, so that any number of workers keep a cap exactly. The row of a day counts what
    left on it."""

    key = models.CharField(max_length=300, unique=True)  # recipient:7, domain:example.org, day:2026-11-25
    next_at = models.DateTimeField(null=True, blank=True)
    left = models.PositiveIntegerField(default=0)

    objects = PaceManager()

    def __str__(self) -> str:
        return self.key
