"""Who can receive letters."""

from datetime import date

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.search import index

from campaigns.models.districts import District, Legislature
from cms.bilingual import Bilingual
from cms.models.kept import Kept


class RecipientQuerySet(models.QuerySet):
    def in_office(self):
        """Those whose term has not ended."""
        return self.filter(Q(until=None) | Q(until__gt=timezone.localdate()))

    def representative_of(self, district: District | None) -> "Recipient | None":
        """Who sits for `district`; None while the seat is vacant or has no address."""
        return self.in_office().exclude(email="").filter(district=district).first() if district else None

    def sitting_in(self, legislature: Legislature):
        """Its members whom letters may reach."""
        return self.in_office().exclude(email="").filter(district__in=District.objects.of(legislature))

    def others_at_address(self, recipient: "Recipient"):
        """Everybody else whose letters go to the same mailbox; nobody where there is no address."""
        same = self.filter(email__iexact=recipient.email).exclude(pk=recipient.pk)
        return same if recipient.email else self.none()

    def mark_failing(self) -> int:
        """Letters do not arrive: from now on they are held, until staff have looked."""
        trusted = self.filter(status__in=(Recipient.Status.OK, Recipient.Status.UNVERIFIED))
        return trusted.update(status=Recipient.Status.FAILING)


class Recipient(index.Indexed, Kept):
    """Anyone who can receive letters: an office with its holder, a person, a company."""

    instead = _(
        "Choose another recipient in these campaigns, or write the new holder's name here. Letters keep whom they went"
        " to: to send no more, set the status to “Blocked” or the end of the term."
    )

    class Kind(models.TextChoices):
        OFFICE = "office", _("Office")
        PERSON = "person", _("Person")
        COMPANY = "company", _("Company")

    class Status(models.TextChoices):
        OK = "ok", _("In order")
        UNVERIFIED = "unverified", _("Not verified")
        FAILING = "failing", _("Failing")
        BLOCKED = "blocked", _("Blocked")

    UNREACHABLE = (Status.FAILING, Status.BLOCKED)

    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.OFFICE)
    name = models.CharField(_("name"), max_length=150, help_text=_("The person's or the company's name."))
    honorific = models.CharField(_("honorific"), max_length=30, blank=True, help_text=_("Such as Hon."))
    role_en = models.CharField(_("office, in English"), max_length=150, blank=True)
    role_fr = models.CharField(_("office, in French"), max_length=150, blank=True)
    salutation_en = models.CharField(
        _("salutation, in English"), max_length=100, help_text=_("How a letter begins, without a comma: Dear Minister.")
    )
    salutation_fr = models.CharField(
        _("salutation, in French"), max_length=100, blank=True, help_text=_("Without a comma: Madame la Ministre.")
    )
    organisation_en = models.CharField(_("organisation, in English"), max_length=150, blank=True)
    organisation_fr = models.CharField(_("organisation, in French"), max_length=150, blank=True)
    role = Bilingual()
    salutation = Bilingual()
    organisation = Bilingual()
    email = models.EmailField(
        _("e-mail"), blank=True, help_text=_("Where letters go. Leave it empty while the seat is vacant.")
    )
    postal_address = models.TextField(_("postal address"), blank=True)
    language = models.CharField(
        _("preferred language"), max_length=2, blank=True, choices=[("en", _("English")), ("fr", _("French"))]
    )
    since = models.DateField(_("in office since"), null=True, blank=True)
    until = models.DateField(_("in office until"), null=True, blank=True, help_text=_("Then the seat is vacant."))
    district = models.ForeignKey(
        District,
        verbose_name=_("riding"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="representatives",
        help_text=_("Only for a representative: the riding that this person sits for."),
    )
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.UNVERIFIED)
    source = models.CharField(_("source"), max_length=300, blank=True, help_text=_("Where the address was found."))
    verified_on = models.DateField(_("verified on"), null=True, blank=True, editable=False)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("verified by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )
    # What failed before does not count.
    reliable_since = models.DateTimeField(_("reliable since"), default=timezone.now, editable=False)
    # What staff wrote: imports leave it alone.
    kept_fields = models.JSONField(_("kept when imports differ"), default=list, blank=True, editable=False)

    objects = RecipientQuerySet.as_manager()

    search_fields = [
        index.AutocompleteField("name"),
        index.AutocompleteField("role_en"),
        index.AutocompleteField("role_fr"),
        index.AutocompleteField("email"),
    ]

    class Meta:
        verbose_name = _("recipient")
        verbose_name_plural = _("recipients")
        ordering = ["name"]
        permissions = [("verify_recipient", "Can say that a recipient's address is verified")]
        constraints = [
            models.UniqueConstraint(
                fields=["district"], condition=models.Q(district__isnull=False), name="one_representative_per_district"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.role})" if self.role else self.name

    @property
    def is_vacant(self) -> bool:
        """Nobody to write to: the term has ended, or there is no address."""
        return not self.email or (self.until is not None and self.until <= timezone.localdate())

    @property
    def is_unreachable(self) -> bool:
        """Letters to it are held until staff have looked."""
        return self.status in self.UNREACHABLE

    @property
    def takes_letters(self) -> bool:
        return not (self.is_vacant or self.is_unreachable)

    @property
    def is_unverified(self) -> bool:
        """Nobody has looked yet whether the address is right."""
        return self.status == self.Status.UNVERIFIED

    def verify(self, *, by: AbstractBaseUser, on: date) -> None:
        """Somebody has looked: the address is right. A failing or blocked one stays so until staff say otherwise."""
        self.verified_by, self.verified_on, self.reliable_since = by, on, timezone.now()
        if self.status == self.Status.UNVERIFIED:
            self.status = self.Status.OK

    def forget_verification(self) -> None:
        """The address is another now. Only staff end a block: it was meant for whoever is behind the address."""
        self.verified_by = self.verified_on = None
        if self.status != self.Status.BLOCKED:
            self.status = self.Status.UNVERIFIED
