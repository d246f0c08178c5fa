"""A letter as each recipient would get it, before it is signed. Stores nothing, sends nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.utils.translation import gettext as _

from campaigns import compose
from campaigns.directory import Addressee
from campaigns.forms import LetterForm
from campaigns.message import Message
from campaigns.models import Campaign, CampaignPage, CampaignRecipient, Delivery, Legislature, Recipient
from campaigns.pipeline.submit import unsaved_delivery, unsaved_letter


@dataclass(frozen=True)
class FinishedLetter:
    """Stands below its recipient's name.

    `is_waiting`: nobody knows yet who sits for the supporter, so that the name and the salutation are general.
    """

    recipient: str
    message: Message
    is_waiting: bool

    @property
    def headers(self) -> list[tuple[str, Any]]:
        """As a recipient's mail program shows them, but for addresses that are not the supporter's to read."""
        return [
            (_("From"), self.message.sender.name),
            (_("Replies go to"), self.message.answers_to),
            (_("Subject"), self.message.subject),
        ]


def finished_letters(*, page: CampaignPage, form: LetterForm, addressees: Sequence[Addressee]) -> list[FinishedLetter]:
    """`form` is valid. Raises compose.MalformedMessage where a name or an address makes no e-mail."""
    letter = unsaved_letter(page=page, campaign=Campaign.unstored(page.key), form=form)
    copies = [unsaved_delivery(letter, addressee) for addressee in addressees]
    return [_finished(page, copy) for copy in copies]


def _finished(page: CampaignPage, copy: Delivery) -> FinishedLetter:
    is_waiting = copy.recipient is None
    if is_waiting:
        copy.recipient = _whoever_sits(cast("Legislature", copy.legislature), copy.letter.email)
    name = cast("Recipient", copy.recipient).name if is_waiting else str(copy.recipient)
    return FinishedLetter(name, compose.letter_message(copy, letterhead=page.letterhead), is_waiting)


def _whoever_sits(legislature: Legislature, address: str) -> Recipient:
    """Stands in for the representative; an e-mail needs an address, which is not shown."""
    row = CampaignRecipient(legislature=legislature)
    salutation = row.shown_salutation
    return Recipient(name=row.shown_name, salutation_en=salutation, role_en=legislature.member, email=address)
