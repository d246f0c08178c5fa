"""A letter that waited for its supporter's word goes its way."""

from django.db import transaction

from campaigns.directory import recipients_for
from campaigns.models import Letter, MailedAddress
from campaigns.pipeline.submit import accept


class NobodyToWriteTo(Exception):
    """No recipient is left of those that the letter was signed for."""


@transaction.atomic
def confirm_letter(letter: Letter) -> bool:
    """Accept an unconfirmed letter. False, and nothing happens, when it was confirmed before.

    Raises NobodyToWriteTo where it has no recipient any more: then it stays unconfirmed, and nothing is counted.
    """
    if not Letter.objects.filter(pk=letter.pk).confirm():
        return False
    MailedAddress.objects.prove(letter.email_key)
    is_unresolved = letter.district is None and not letter.outside_country
    addressees = recipients_for(letter.page, district=letter.district, is_unresolved=is_unresolved)
    if not addressees:
        raise NobodyToWriteTo
    accept(letter, addressees)
    return True
