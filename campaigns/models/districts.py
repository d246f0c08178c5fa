"""Legislatures, the districts of each representation order, and the postal codes that lie in them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.bilingual import Bilingual
from cms.models.kept import Kept


class Legislature(models.Model):
    """A house whose members sit for districts, such as the House of Commons."""

    code = models.SlugField(_("code"), unique=True)
    name_en = models.CharField(_("name, in English"), max_length=100)
    name_fr = models.CharField(_("name, in French"), max_length=100, blank=True)
    member_en = models.CharField(_("a member's title, in English"), max_length=100, default="Member of Parliament")
    member_fr = models.CharField(_("a member's title, in French"), max_length=100, blank=True)
    name = Bilingual()
    member = Bilingual()
    dissolved = models.BooleanField(
        _("dissolved"), default=False, help_text=_("Between dissolution and election it has no members to write to.")
    )
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
        return self.filter(legislature=legislature, representation_order=legislature.current_order)


class District(Kept):
    """One riding of one representation order. Codes are used again in later orders, so the order is part of its key."""

    instead = _(
        "Letters and members need it. A riding of an older representation order is no longer offered by itself."
    )

    legislature = models.ForeignKey(
        Legislature, verbose_name=_("legislature"), on_delete=models.PROTECT, related_name="districts"
    )
    representation_order = models.CharField(_("representation order"), max_length=10)
    code = models.CharField(_("code"), max_length=20)
    name_en = models.CharField(_("name, in English"), max_length=150)
    name_fr = models.CharField(_("name, in French"), max_length=150, blank=True)
    aliases = models.TextField(
        _("other names"),
        blank=True,
        help_text=_("One per line: former names, other spellings. Imports find it."),
    )
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
