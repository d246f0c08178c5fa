"""Who can receive letters, and the districts that representatives sit for."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.search import index

from cms.bilingual import Bilingual


class Legislature(models.Model):
    """A house whose members sit for districts, such as the House of Commons."""

    code = models.SlugField(_("code"), unique=True)
    name_en = models.CharField(_("name, in English"), max_length=100)
    name_fr = models.CharField(_("name, in French"), max_length=100, blank=True)
    member_en = models.CharField(_("a member's title, in English"), max_length=100, default="Member of Parliament")
    member_fr = models.CharField(_("a member's title, in French"), max_length=100, blank=True)
    name = Bilingual()
    member = Bilingual()
    current_order = models.CharField(
        _("representation order in force"), max_length=10, help_text=_("Such as 2023. Older districts stay, unused.")
    )

    class Meta:
        verbose_name = _("legislature")
        verbose_name_plural = _("legislatures")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class DistrictQuerySet(models.QuerySet):
    def current(self):
        """Districts of the representation order in force; a code may mean another place in an older one."""
        return self.filter(representation_order=models.F("legislature__current_order"))

    def of(self, legislature: Legislature):
        return self.current().filter(legislature=legislature)


class District(models.Model):
    """One riding of one representation order. Codes are used again in later orders, so the order is part of its key."""

    legislature = models.ForeignKey(
        Legislature, verbose_name=_("legislature"), on_delete=models.PROTECT, related_name="districts"
    )
    representation_order = models.CharField(_("representation order"), max_length=10)
    code = models.CharField(_("code"), max_length=20)
    name_en = models.CharField(_("name, in English"), max_length=150)
    name_fr = models.CharField(_("name, in French"), max_length=150, blank=True)
    province = models.CharField(_("province or territory"), max_length=2, blank=True)
    name = Bilingual()

    objects = DistrictQuerySet.as_manager()

    class Meta:
        verbose_name = _("riding")
        verbose_name_plural = _("ridings")
        ordering = ["province", "name_en"]
        constraints = [
            models.UniqueConstraint(
                fields=["legislature", "representation_order", "code"], name="district_once_per_order"
            )
        ]

    def __str__(self) -> str:
        return self.name


class PostalCode(models.Model):
    """A postal code lies in a district; some lie in two, then there are two rows."""

    code = models.CharField(_("postal code"), max_length=6)  # upper case, no space: K1A0A6
    district = models.ForeignKey(
        District, verbose_name=_("riding"), on_delete=models.CASCADE, related_name="postal_codes"
    )

    class Meta:
        verbose_name = _("postal code")
        verbose_name_plural = _("postal codes")
        constraints = [models.UniqueConstraint(fields=["code", "district"], name="postal_code_once_per_district")]

    def __str__(self) -> str:
        return f"{self.code[:3]} {self.code[3:]}"


class RecipientQuerySet(models.QuerySet):
    def representative_of(self, district: District | None) -> "Recipient | None":
        """Who sits for `district`; None while the seat is vacant or has no address."""
        return self.exclude(email="").filter(district=district).first() if district else None


class Recipient(index.Indexed, models.Model):
    """Anyone who can receive letters: an office with its holder, a person, a company."""

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
    role_en = models.CharField(_("office, in English"), max_length=150, blank=True)
    role_fr = models.CharField(_("office, in French"), max_length=150, blank=True)
    salutation_en = models.CharField(
        _("salutation, in English"), max_length=100, help_text=_("How a letter begins, without a comma: Dear Minister.")
    )
    salutation_fr = models.CharField(
        _("salutation, in French"), max_length=100, blank=True, help_text=_("Without a comma: Madame la Ministre.")
    )
    role = Bilingual()
    salutation = Bilingual()
    email = models.EmailField(
        _("e-mail"), blank=True, help_text=_("Where letters go. Leave it empty while the seat is vacant.")
    )
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
        constraints = [
            models.UniqueConstraint(
                fields=["district"], condition=models.Q(district__isnull=False), name="one_representative_per_district"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.role})" if self.role else self.name

    @property
    def is_unreachable(self) -> bool:
        """Letters to it are held until staff have looked."""
        return self.status in self.UNREACHABLE
