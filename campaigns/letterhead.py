from dataclasses import dataclass

from django.conf import settings

from campaigns.headers import Mailbox


@dataclass(frozen=True)
class Letterhead:
    """In whose name mails are sent, in one language. Empty parts are as the installation has them."""

    organisation: str
    sender_name: str = ""
    address: str = ""  # of the installation's own domain
    privacy_url: str = ""  # absolute

    @property
    def shown_name(self) -> str:
        """What From says, behind a supporter's “via” or alone."""
        return self.sender_name or self.organisation

    @property
    def answers_to(self) -> Mailbox:
        """Where replies go to a letter that keeps its supporter's address to itself."""
        return Mailbox.of(self.organisation, settings.LETTERS_REPLY_TO or self.mailbox().address)

    def mailbox(self, name: str = "") -> Mailbox:
        """Who our mails come from: never the supporter's address, which DMARC would have dropped."""
        return Mailbox.of(name or self.shown_name, self.address or settings.LETTERS_FROM_EMAIL)
