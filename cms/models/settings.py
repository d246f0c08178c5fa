import re

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.forms import ColorInput, Textarea
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from cms.bilingual import Bilingual
from cms.blocks.social import SocialStreamBlock
from cms.blocks.text import INLINE_FEATURES
from cms.briefly import briefly
from cms.contrast import validate_readable

DEFAULT_ACCENT = "#ffd23f"  # the style sheet's --accent
PLAIN_ADDRESS = RegexValidator(
    r"^[A-Za-z0-9._+-]+@[A-Za-z0-9.-]+$", _("Write a plain address, such as letters@example.org.")
)

HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")


def validate_hosts(text: str) -> None:
    for line in text.lower().split():
        if not HOST.fullmatch(line):
            raise ValidationError(_("“%(line)s” is no name of a host, such as scripts.example.org.") % {"line": line})


@register_setting(icon="site")
class SiteSettings(BaseSiteSetting):
    """The organisation's name and look, and in whose name its mails are sent."""

    select_related = ["logo", "share_picture", "privacy_page__locale"]

    organisation_en = models.CharField(_("organisation, in English"), max_length=100, default="Dear Minister")
    organisation_fr = models.CharField(
        _("organisation, in French"), max_length=100, blank=True, help_text=_("Empty: as in English.")
    )
    organisation = Bilingual()
    logo = models.ForeignKey(
        "cms.SiteImage",
        verbose_name=_("logo"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("At the top of each page, on white; without one, the name is. Screen readers say the name."),
    )
    share_picture = models.ForeignKey(
        "cms.SiteImage",
        verbose_name=_("picture for sharing"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_(
            "Stands beside a shared link to any page that has no picture of its own for it, or hides it behind a "
            "content warning. At least 1200 by 630 pixels. Empty: none."
        ),
    )
    accent = models.CharField(
        _("accent colour"),
        max_length=7,
        default=DEFAULT_ACCENT,
        validators=[
            RegexValidator(r"^#[0-9a-fA-F]{6}$", _("Write a colour as # and six digits, such as #ffd23f.")),
            validate_readable,
        ],
        help_text=_(
            "For the button, the bar above the form and the ring around what is selected. Text on it is black or "
            "white, whichever is read better; a colour on which neither can be read is not saved."
        ),
    )
    footer_en = RichTextField(_("footer, in English"), blank=True, features=INLINE_FEATURES)
    footer_fr = RichTextField(_("footer, in French"), blank=True, features=INLINE_FEATURES)
    footer = Bilingual()
    social = StreamField(
        SocialStreamBlock(),
        verbose_name=_("social accounts"),
        blank=True,
        help_text=_("The footer links them by name, in this order."),
    )
    privacy_page = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("privacy notice"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_(
            "The page that says what becomes of people's data. The form, the footer and the e-mails to supporters link "
            "it, each in its reader's language as far as the page is translated and published."
        ),
    )
    sender_name_en = models.CharField(
        _("sender's name, in English"), max_length=60, blank=True, help_text=_("Empty: the organisation's name.")
    )
    sender_name_fr = models.CharField(
        _("sender's name, in French"), max_length=60, blank=True, help_text=_("Empty: as in English.")
    )
    sender_name = Bilingual()
    sender_address = models.EmailField(
        _("sender's address"),
        blank=True,
        validators=[PLAIN_ADDRESS],
        help_text=_("Empty: the address that this installation was set up with. Replies to a letter never come here."),
    )

    scripts_are_off = models.BooleanField(
        _("switch all approved scripts off"),
        default=False,
        help_text=_("No page loads any, from now on, whatever authors have chosen. The form works without them."),
    )
    script_hosts = models.TextField(
        _("hosts of scripts"),
        blank=True,
        validators=[validate_hosts],
        help_text=_(
            "One on each line, such as scripts.example.org. Script approvers may approve scripts of these hosts and of "
            "the providers that they choose from; what is taken off this list no longer loads."
        ),
    )

    panels = [
        MultiFieldPanel(
            [FieldRowPanel(["organisation_en", "organisation_fr"]), "logo", "share_picture"],
            _("Name and logo"),
            help_text=_("Who asks for letters: at the top and the foot of each page and below each e-mail."),
        ),
        MultiFieldPanel([FieldPanel("accent", widget=ColorInput)], _("Colour")),
        MultiFieldPanel(
            ["footer_en", "footer_fr", "social"],
            _("Footer"),
            help_text=_("Below each page: who you are, how to reach you, where else to find you."),
        ),
        MultiFieldPanel(["privacy_page"], _("Privacy")),
        MultiFieldPanel(
            [FieldRowPanel(["sender_name_en", "sender_name_fr"]), "sender_address"],
            _("Sender of e-mails"),
            help_text=_(
                "Letters come from “Jane Doe via” this name, receipts from this name. Replies to a letter go to the "
                "supporter who signed it, whatever stands here."
            ),
        ),
        MultiFieldPanel(
            ["scripts_are_off", FieldPanel("script_hosts", widget=Textarea(attrs={"rows": 3}))],
            _("Approved scripts"),
        ),
    ]

    class Meta:
        verbose_name = _("organisation")

    # Rules

    def clean(self) -> None:
        super().clean()
        if self.sender_address and not self.sends_from_own_domain:
            words = _(
                "The address has to end in @%(domain)s: mail servers check who may send for a domain (DMARC), and drop "
                "what claims to come from another one. To change the domain, have LETTERS_FROM_EMAIL changed."
            )
            raise ValidationError({"sender_address": words % {"domain": settings.LETTERS_DOMAIN}})

    @property
    def sends_from_own_domain(self) -> bool:
        return self.sender_address.rpartition("@")[2].lower() == settings.LETTERS_DOMAIN.lower()

    # What pages and mails ask for

    @property
    def own_accent(self) -> str:
        """The accent's six digits where it is not the style sheet's own; it is then loaded from `theme`."""
        digits = self.accent.removeprefix("#").lower()
        return "" if digits == DEFAULT_ACCENT.removeprefix("#") else digits

    @property
    def allowed_hosts(self) -> list[str]:
        """From where scripts may come that no provider of our list offers."""
        return self.script_hosts.lower().split()

    @property
    def privacy_notice(self) -> Page | None:
        """In the active language where it is live in that one; None while there is none to read."""
        language = get_language() or ""
        if language not in self._notices:
            self._notices[language] = self._notice_in(language)
        return self._notices[language]

    @cached_property
    def _notices(self) -> dict[str, Page | None]:
        """By language: a page's form and footer ask once."""
        return {}

    def _notice_in(self, language: str) -> Page | None:
        own, translated = self.privacy_page, None
        if own and own.locale.language_code != language:
            others = Page.objects.live().filter(translation_key=own.translation_key, alias_of=None)
            translated = others.filter(locale__language_code=language).first()
        return translated or (own if own and own.live else None)

    @property
    def sender(self) -> str:
        """An address of the domain that letters leave from now, which may have changed since; or empty."""
        return self.sender_address if self.sends_from_own_domain else ""


@briefly
def settings_of(site: int) -> SiteSettings:
    """As set up, or as they are before anybody has."""
    return SiteSettings.base_queryset().filter(site=site).first() or SiteSettings()
