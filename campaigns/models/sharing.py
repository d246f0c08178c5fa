from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from campaigns.mastodon import ServerForm
from campaigns.origins import origins_in
from campaigns.share import ShareLink, share_links
from campaigns.sources import PARAMETER

SHARE_LENGTH = 200  # what the shortest network takes, with the address


class Sharing(models.Model):
    """What is said of a campaign where its supporters share it, and where they can. Each way names its source."""

    share_message = models.CharField(
        _("text for sharing"),
        max_length=SHARE_LENGTH,
        blank=True,
        help_text=_(
            "What supporters share, in a sentence; the page's address follows. Leave it empty for title and summary. "
            "A content warning always comes first."
        ),
    )

    partner_sites = models.TextField(
        _("partner sites"),
        blank=True,
        help_text=_(
            "Other organisations’ sites that may show this form, one address on each line, such as "
            "https://www.example.org. No other site can."
        ),
    )

    class Meta:
        abstract = True

    def clean(self) -> None:
        """Addresses are kept as browsers write them."""
        super().clean()
        try:
            self.partner_sites = "\n".join(origins_in(self.partner_sites))
        except ValidationError as wrong:
            raise ValidationError({"partner_sites": wrong.messages}) from None

    @property
    def partner_origins(self) -> list[str]:
        return self.partner_sites.splitlines()

    @property
    def shared_words(self) -> str:
        """Without the address."""
        return self.with_warning(self.share_message or ". ".join(filter(None, (self.title, self.summary))))

    def shared_url(self, source: str) -> str:
        return f"{self.full_url or ''}?{PARAMETER}={source}"

    @property
    def share_sources(self) -> dict[str, str]:
        """The addresses that scripts share."""
        return {source: self.shared_url(source) for source in ("share", "link")}

    @property
    def mastodon_url(self) -> str:
        """Where people say which server is theirs."""
        return self.own_address("share_on_mastodon")

    @property
    def server_form(self) -> ServerForm:
        return ServerForm()

    @property
    def offered_actions(self) -> list[dict[str, Any]]:
        """Writing the letter, as long as it can be written."""
        if not self.takes_letters:
            return []
        target = {"@type": "EntryPoint", "urlTemplate": f"{self.canonical_url}#letter", "httpMethod": "GET"}
        return [{"@type": "CommunicateAction", "name": gettext("Write the letter"), "target": target}]

    @cached_property
    def share_links(self) -> list[ShareLink]:
        return share_links(title=self.title, words=self.shared_words, url_for=self.shared_url)
