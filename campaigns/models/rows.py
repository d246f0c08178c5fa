from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Orderable

from campaigns.models.districts import Legislature
from campaigns.models.recipients import Recipient
from campaigns.wording import validate_placeholders

SAMPLE_POSTAL_CODE = "K1A0A6"  # where the invented supporter of previews lives


class CampaignRecipient(Orderable):
    """Who gets the letter: a fixed recipient, or the supporter's representative. May have words of its own."""

    page = ParentalKey("campaigns.CampaignPage", on_delete=models.CASCADE, related_name="recipient_rows")
    recipient = models.ForeignKey(
        Recipient,
        verbose_name=_("recipient"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="campaign_rows",
    )
    legislature = models.ForeignKey(
        Legislature,
        verbose_name=_("or the supporter's representative in"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="campaign_rows",
    )
    hides_address = models.BooleanField(_("gets the supporter's name and riding only"), default=False)
    subject = models.CharField(_("subject"), max_length=200, blank=True, validators=[validate_placeholders])
    opening = models.TextField(_("opening"), blank=True, validators=[validate_placeholders])
    closing = models.TextField(_("closing"), blank=True, validators=[validate_placeholders])

    OWN_WORDS = ("subject", "opening", "closing")

    panels = [
        FieldPanel(
            "recipient",
            help_text=_("An office, a person or a company. Search by name or office, or add a new one on the spot."),
        ),
        FieldPanel(
            "legislature",
            help_text=_("In place of a recipient: each supporter's letter goes to whoever sits for their riding."),
        ),
        FieldPanel(
            "hides_address",
            help_text=_("No e-mail or postal address: replies go to the organisation. Supporters' own words go along."),
        ),
        MultiFieldPanel(
            OWN_WORDS,
            _("Words for this recipient alone"),
            help_text=_(
                "A minister and a member of Parliament are not addressed alike. "
                "Leave a field empty to use the words of the letter."
            ),
            classname="collapsed",
        ),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("recipient")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(recipient__isnull=False, legislature__isnull=True)
                | models.Q(recipient__isnull=True, legislature__isnull=False),
                name="recipient_or_legislature",
                violation_error_message=_("Choose a recipient, or a legislature: one of the two."),
            ),
        ]

    @property
    def has_own_words(self) -> bool:
        return any(getattr(self, part) for part in self.OWN_WORDS)

    @property
    def whom(self) -> str:
        """Tells apart those whom a campaign's rows name."""
        return f"recipient_{self.recipient_id}" if self.recipient_id else f"legislature_{self.legislature_id}"

    def for_words_only(self) -> "CampaignRecipient":
        """A row for a translation, which names the same and has no words yet."""
        return CampaignRecipient(
            recipient_id=self.recipient_id, legislature_id=self.legislature_id, sort_order=self.sort_order
        )

    def names_same(self, other: "CampaignRecipient") -> bool:
        return (self.recipient_id, self.legislature_id) == (other.recipient_id, other.legislature_id)

    @property
    def shown_name(self) -> str:
        """Whom the page names before the postal code is known."""
        if self.recipient:
            return str(self.recipient)
        return _("your %(member)s") % {"member": self.legislature.member}

    @property
    def shown_salutation(self) -> str:
        if self.recipient:
            return self.recipient.salutation
        return _("Dear %(member)s") % {"member": self.legislature.member}

    @property
    def preview_name(self) -> str:
        return _("E-mail to %(recipient)s") % {"recipient": self.shown_name}

    @property
    def sample_recipient(self) -> Recipient:
        """The recipient, or for a legislature who sits for the sample's riding, else for another one; an invented
        member while nobody does."""
        if self.recipient:
            return self.recipient
        sitting = Recipient.objects.sitting_in(self.legislature)
        seated = sitting.filter(district__postal_codes__code=SAMPLE_POSTAL_CODE).first() or sitting.first()
        member = self.legislature.member
        return seated or Recipient(
            name=member, salutation_en=self.shown_salutation, role_en=member, email="member@example.org"
        )
