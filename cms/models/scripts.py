from collections.abc import Iterable
from datetime import date, timedelta
from urllib.parse import urlsplit

from django.contrib.staticfiles import finders
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.templatetags.static import static
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cms.models.kept import Kept
from cms.models.settings import SiteSettings
from cms.providers import PROVIDERS, Provider

OWN, ADDRESS = "own", "address"
SOURCES = {
    OWN: _("A file of this site"),
    ADDRESS: _("An address on an allowed host"),
    **{key: provider.label for key, provider in PROVIDERS.items()},
}
SOON = timedelta(days=30)


def validate_own_script(path: str) -> None:
    if not path.endswith(".js") or finders.find(path) is None:
        raise ValidationError(_("This site has no script of that name. Ask an administrator which ones there are."))


def in_a_year() -> date:
    return timezone.localdate() + timedelta(days=365)


def source_choices() -> list[tuple[str, str]]:
    return list(SOURCES.items())


class ApprovedScriptQuerySet(models.QuerySet):
    def near_their_end(self):
        """Over, or over within a month: somebody has to look at these again."""
        return self.filter(expires_on__lt=timezone.localdate() + SOON)


class ApprovedScript(Kept):
    """A script that pages may load, as somebody with the right to do so approved it. Authors choose, never paste."""

    instead = _("Take it out of the scripts of these pages first.")

    name = models.CharField(_("name"), max_length=100, unique=True)
    source = models.CharField(_("source"), max_length=30, choices=source_choices, default=OWN)
    account = models.CharField(
        _("account"),
        max_length=100,
        blank=True,
        help_text=_("With a provider: the site's name or number there, such as G-ABC1234567."),
    )
    path = models.CharField(
        _("file"),
        max_length=200,
        blank=True,
        help_text=_("The script's path among the files that this site serves itself, such as cms/scripts/reading.js."),
    )
    url = models.URLField(
        _("address"),
        blank=True,
        validators=[URLValidator(schemes=["https"])],
        help_text=_("Behind https, on a host that administrators allow in Settings → Organisation."),
    )
    owner = models.CharField(
        _("who answers for it"), max_length=100, help_text=_("A person or a team, to be asked about it.")
    )
    reason = models.CharField(_("reason"), max_length=300, help_text=_("What it does for readers."))
    reason_fr = models.CharField(
        _("reason, in French"), max_length=300, blank=True, help_text=_("Visitors who are asked read it.")
    )
    expires_on = models.DateField(
        _("last day"), default=in_a_year, help_text=_("After this day no page loads it, until somebody looks again.")
    )
    needs_consent = models.BooleanField(
        _("visitors are asked first"),
        default=True,
        help_text=_(
            "It loads once a visitor has pressed “Allow”. Leave it on for whatever counts or recognises people."
        ),
    )

    objects = ApprovedScriptQuerySet.as_manager()

    class Meta:
        verbose_name = _("approved script")
        verbose_name_plural = _("approved scripts")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    # Rules

    def clean(self) -> None:
        super().clean()
        if self.provider:
            self._clean_provider(self.provider)
        elif self.source == OWN:
            validate_field("path", self.path, validate_own_script)
        elif self.source == ADDRESS:
            validate_field("url", self.url, self._validate_host)

    def _clean_provider(self, provider: Provider) -> None:
        if provider.names(self.account) is None:
            words = _("Write the account as %(provider)s shows it, such as %(example)s.")
            raise ValidationError({"account": words % {"provider": provider.label, "example": provider.example}})
        if provider.sets_cookies and not self.needs_consent:
            words = _("%(provider)s sets cookies, so visitors have to be asked first.")
            raise ValidationError({"needs_consent": words % {"provider": provider.label}})

    def _validate_host(self, url: str) -> None:
        if not self.is_allowed_by_any(SiteSettings.objects.all()):
            words = _("Administrators have not allowed scripts of “%(host)s”. Ask one of them.")
            raise ValidationError(words % {"host": urlsplit(url).hostname or url})

    def is_allowed_by(self, settings: SiteSettings) -> bool:
        """Whether administrators let it run; a host that they take off their list is off all pages at once."""
        return self.source != ADDRESS or urlsplit(self.url).hostname in settings.allowed_hosts

    def is_allowed_by_any(self, settings: Iterable[SiteSettings]) -> bool:
        return self.source != ADDRESS or any(self.is_allowed_by(one) for one in settings)

    @property
    def is_over(self) -> bool:
        return self.expires_on < timezone.localdate()

    @property
    def ends_soon(self) -> bool:
        return self.expires_on < timezone.localdate() + SOON

    # What a page needs to load it

    @property
    def provider(self) -> Provider | None:
        return PROVIDERS.get(self.source)

    @property
    def _names(self) -> dict[str, str]:
        return (self.provider and self.provider.names(self.account)) or {"account": ""}

    @property
    def script_url(self) -> str:
        if self.provider:
            return self.provider.script.format(**self._names)
        return self.url if self.source == ADDRESS else static(self.path)

    @property
    def shown_reason(self) -> str:
        """In the active language where somebody has written it."""
        return ((get_language() or "").startswith("fr") and self.reason_fr) or self.reason

    @property
    def host(self) -> str:
        """Whose server a visitor's browser asks; empty: this site's own."""
        return urlsplit(self.script_url).hostname or ""

    @property
    def order(self) -> dict:
        """What `approved_scripts.js` is told."""
        provider = self.provider
        attributes = provider.attributes if provider else {}
        return {
            "key": self.pk,
            "url": self.script_url,
            "attributes": {name: text.format(**self._names) for name, text in attributes.items()},
            "start": provider.start if provider else "",
            "names": self._names,
            "asks": self.needs_consent,
        }

    @property
    def sources(self) -> dict[str, list[str]]:
        """What the page's policy has to allow, by directive."""
        if self.source == OWN:
            return {}
        url = urlsplit(self.script_url)
        file, host = f"https://{url.netloc}{url.path}", f"https://{url.netloc}"
        if not self.provider:
            return {"script_src": [file], "connect_src": [host], "img_src": [host]}
        return {
            "script_src": [file, *self._filled(self.provider.script_src)],
            "connect_src": self._filled(self.provider.connect_src),
            "img_src": self._filled(self.provider.img_src),
        }

    def _filled(self, texts: Iterable[str]) -> list[str]:
        return [text.format(**self._names) for text in texts]


def validate_field(name: str, value: str, validate) -> None:
    """An error of `validate` is shown at the field."""
    try:
        validate(value)
    except ValidationError as error:
        raise ValidationError({name: error.messages}) from None


def running(scripts: Iterable[ApprovedScript | None], settings: SiteSettings) -> list[ApprovedScript]:
    """Those of them that this site loads today: none while an administrator has switched all off."""
    if settings.scripts_are_off:
        return []
    return [one for one in scripts if one and not one.is_over and one.is_allowed_by(settings)]
