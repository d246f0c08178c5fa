import uuid

from django.contrib import admin
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from campaigns import compose
from campaigns.aliases import one_address
from campaigns.cleaning import SOURCE_LENGTH
from campaigns.consent import version_of
from campaigns.keyed import keyed
from campaigns.models.campaigns import Campaign
from campaigns.models.districts import District
from campaigns.models.doubts import Doubt, read
from campaigns.models.expiry import NOBODY, ExpiryQuerySet
from campaigns.models.states import NOT_LEFT, TAKEN
from campaigns.wording import LetterWords


def email_key(address: str) -> str:
    """What stands for a person in a campaign: 64 hex digits, keyed by PERSON_KEY, the same for each way in which one
    mailbox can be written."""
    return keyed(one_address(address))


class LetterQuerySet(ExpiryQuerySet):
    def signed(self):
        """Those that count: their supporters have confirmed them, where they were asked to."""
        return self.filter(status=Letter.Status.SIGNED)

    def accepted(self):
        """Those that were signed, withdrawn ones too: what is known of them has a receipt."""
        return self.exclude(status=Letter.Status.UNCONFIRMED)

    def of_person(self, address: str):
        """All letters of whoever has this address, however it is written."""
        return self.with_code(email_key(address))

    def holding_key(self):
        """Those that keep their supporter from signing again."""
        return self.exclude(status__in=Letter.LET_GO)

    def unsettled(self):
        """Withdrawn or invalid ones of which a part came back from a worker's hands, or that are still to be erased."""
        unfinished = Q(deliveries__status__in=NOT_LEFT) | Q(erasure_asked_at__isnull=False, erased_at=None)
        unfinished |= Q(status=Letter.Status.INVALID, notices__status__in=NOT_LEFT)
        return self.filter(unfinished, withdrawn_at__isnull=False).distinct()

    def uncount(self) -> int:
        """How many this turned from signed into withdrawn."""
        return self.signed().update(status=Letter.Status.WITHDRAWN)

    def valid(self):
        return self.exclude(status=Letter.Status.INVALID)

    def doubted(self, doubt: str):
        return self.filter(doubts__contains=doubt)

    def forget_networks(self) -> int:
        return self.update(computer_key="", network_key="")

    def of_same_address(self, letter: "Letter"):
        """As `letter`, and itself; it alone once its code is forgotten, as a blank one is many people's."""
        return self.with_code(letter.email_key) if letter.email_key else self.filter(pk=letter.pk)

    def with_code(self, email_key: str):
        """In every campaign; found by the index of each."""
        return self.filter(campaign__in=Campaign.objects.values("pk"), email_key=email_key)

    def with_network(self):
        """Those of which it is still known what came with them."""
        return self.exclude(network_key="")

    def to_remind(self, *, signed_before):
        """Unconfirmed ones whose confirmation mail was taken, and that nobody was reminded of; none that a machine may
        have written, with whatever address."""
        waiting = self.filter(status=Letter.Status.UNCONFIRMED, signed_at__lt=signed_before, doubts="")
        asked = waiting.filter(notices__kind="confirmation", notices__status__in=TAKEN)
        open_ones = asked.filter(campaign__status=Campaign.Status.OPEN)
        return open_ones.exclude(notices__kind="reminder").select_related("page__locale", "campaign").order_by("pk")

    def confirm(self) -> int:
        """How many letters this confirmed: none when somebody else was faster."""
        return self.filter(status=Letter.Status.UNCONFIRMED).update(status=Letter.Status.SIGNED)


class Letter(models.Model):
    """What one supporter signed for one campaign, text as shown to them included. Never edited afterwards."""

    class Status(models.TextChoices):
        UNCONFIRMED = "unconfirmed", _("Not confirmed yet")  # not counted, nothing goes to a recipient
        SIGNED = "signed", _("Signed")
        WITHDRAWN = "withdrawn", _("Withdrawn")  # before anything of it left: not counted, and may be signed anew
        INVALID = "invalid", _("Invalid")  # nobody's own, say staff or the owner of the address: likewise

    LET_GO = (Status.WITHDRAWN, Status.INVALID)

    public_id = models.UUIDField(_("number in its addresses"), default=uuid.uuid4, unique=True, editable=False)
    campaign = models.ForeignKey(Campaign, verbose_name=_("campaign"), on_delete=models.PROTECT, related_name="letters")
    page = models.ForeignKey(
        "campaigns.CampaignPage", verbose_name=_("page"), on_delete=models.PROTECT, related_name="letters"
    )
    email_key = models.CharField(max_length=64, blank=True, editable=False)  # blank once nobody can sign again
    first_name = models.CharField(_("first name"), max_length=100)
    last_name = models.CharField(_("last name"), max_length=100)
    email = models.EmailField(_("e-mail"))
    postal_code = models.CharField(_("postal code"), max_length=6, blank=True)
    street = models.CharField(_("street and number"), max_length=150, blank=True)  # where the campaign asks for it
    city = models.CharField(_("city"), max_length=100, blank=True)
    outside_country = models.BooleanField(_("lives outside Canada"), default=False)
    district = models.ForeignKey(
        District, verbose_name=_("riding"), null=True, blank=True, on_delete=models.PROTECT, related_name="letters"
    )
    language = models.CharField(_("language"), max_length=10)
    subject = models.CharField(_("subject"), max_length=200)
    opening = models.TextField(_("opening"))
    message = models.TextField(_("message"))
    closing = models.TextField(_("closing"))
    subject_is_own = models.BooleanField(_("own subject"), default=False)
    message_is_own = models.BooleanField(_("own words"), default=False)
    consent_updates = models.BooleanField(_("wants updates"), default=False)
    consent_words = models.TextField(_("what they agreed to"), blank=True)  # as shown, in `language`, at `signed_at`
    source = models.CharField(_("source"), max_length=SOURCE_LENGTH, blank=True)  # what led the supporter to the page
    doubts = models.CharField(_("doubts"), max_length=120, blank=True, editable=False)  # see models/doubts.py
    # Keyed hashes of where it came from, for NETWORK_KEPT.
    computer_key = models.CharField(max_length=64, blank=True, editable=False)
    network_key = models.CharField(max_length=64, blank=True, editable=False)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.SIGNED)
    signed_at = models.DateTimeField(_("signed"), auto_now_add=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True, editable=False)
    erasure_asked_at = models.DateTimeField(_("erasure asked for"), null=True, blank=True, editable=False)
    erased_at = models.DateTimeField(_("erased"), null=True, blank=True, editable=False)

    objects = LetterQuerySet.as_manager()
    wagtail_reference_index_ignore = True  # editors ask which pages use a thing, and signing must stay quick

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ["-pk"]
        permissions = [
            ("export_letter", "Can export letters with their supporters"),
            ("invalidate_letter", "Can make letters invalid by rule"),
            ("forget_letter", "Can look for a person's letters, and have them erased"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "email_key"],
                condition=~Q(status__in=["withdrawn", "invalid"]) & ~Q(email_key=""),
                name="one_letter_per_person",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["unconfirmed", "signed", "withdrawn", "invalid"]), name="letter_status_known"
            ),
            models.CheckConstraint(
                condition=Q(outside_country=True) | ~Q(postal_code="") | ~Q(erased_at=None),
                name="postal_code_or_outside",
            ),
            models.CheckConstraint(condition=Q(erased_at=None) | Q(**NOBODY), name="erased_is_nobody"),
            models.CheckConstraint(
                condition=models.Q(consent_updates=True) ^ models.Q(consent_words=""), name="consent_has_words"
            ),
        ]
        indexes = [
            models.Index(fields=["withdrawn_at"], name="letter_withdrawn", condition=~Q(withdrawn_at=None)),
            models.Index(fields=["signed_at"], name="letter_with_network", condition=~Q(network_key="")),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def supporter_name(self) -> str:
        return f"{self.first_name} {self.last_name}"

    @property
    def consent_version(self) -> str:
        """Tells one wording from another, as the form did; empty without consent."""
        return version_of(self.consent_words) if self.consent_words else ""

    @property
    def address(self) -> str:
        """Where the supporter lives, as the letter says it."""
        return compose.address_of(self)

    @property
    def confirmation_path(self) -> str:
        """The address, in the letter's language, that only its supporter is sent."""
        return self._private_path("confirm_letter")

    @property
    def receipt_path(self) -> str:
        """Likewise: where the supporter sees what became of the letter."""
        return self._private_path("receipt")

    @property
    def withdrawal_path(self) -> str:
        return self._private_path("withdraw_letter")

    @property
    def erasure_path(self) -> str:
        return self._private_path("erase_letter")

    @property
    def denial_path(self) -> str:
        """Where the owner of the address says that the letter is not theirs."""
        return self._private_path("deny_letter")

    @property
    def download_path(self) -> str:
        return self._private_path("download_letter")

    def _private_path(self, name: str) -> str:
        with translation.override(self.language):
            return reverse(name, args=[self.public_id])

    @property
    def is_nobodys(self) -> bool:
        """Whether it is to say nothing any more, or says nothing already."""
        return bool(self.erasure_asked_at or self.erased_at)

    @property
    def has_expired(self) -> bool:
        """Whether something of it is gone because its time was over: it is never sent again."""
        is_wordless = (self.subject_is_own and not self.subject) or (self.message_is_own and not self.message)
        return bool(self.erased_at or is_wordless) and not self.erasure_asked_at

    @property
    def is_stopped(self) -> bool:
        """Whether its supporter wants nothing more of it to leave."""
        return self.withdrawn_at is not None

    @admin.display(description=_("doubts"))
    def get_doubts_display(self) -> str:
        return ", ".join(str(doubt.label) for doubt in read(self.doubts))

    @property
    def is_invalid(self) -> bool:
        return self.status == self.Status.INVALID

    @property
    def is_for_staff(self) -> bool:
        """Whether staff wanted to see it before it leaves, when it came in."""
        return Doubt.HELD in read(self.doubts)

    def needs_district(self, deliveries) -> bool:
        """Whether one of its `deliveries` waits because nobody knows where the supporter lives."""
        return self.district_id is None and any(delivery.waits for delivery in deliveries)

    @property
    def words(self) -> LetterWords:
        return LetterWords(self.subject, self.opening, self.message, self.closing)
