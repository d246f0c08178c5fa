"""Mails to the editor who asked for them, in place of those who would get them."""

import logging
import smtplib
from collections.abc import Sequence
from datetime import timedelta

from anymail.exceptions import AnymailError
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.mail import get_connection
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import PageLogEntry

from campaigns import compose
from campaigns.history import note
from campaigns.message import Message
from campaigns.models import CampaignPage, SendingSettings

log = logging.getLogger(__name__)

AN_HOUR = 20  # times that one editor may ask
PATIENCE = 10  # seconds for each answer of the mail server, while the editor waits
ACTIONS = ("mailed_to_editor", "test_run")  # what the history calls it


class NotMailed(Exception):
    """Holds the words that tell the editor why."""


def mail_me(messages: Sequence[Message], *, page: CampaignPage, action: str, by: AbstractBaseUser) -> int:
    """Sends `messages` to the address of `by` alone, marked [TEST]; says how many. `action` is one of ACTIONS.

    Raises NotMailed. A try counts, and stands in the page's history, whatever becomes of it.
    """
    _check(by)
    note(page, action, by=by, letters=len(messages))
    try:
        marked = [compose.for_test_mailbox(message, by.email) for message in messages]
        get_connection(timeout=PATIENCE).send_messages(marked)
    except (OSError, smtplib.SMTPException, AnymailError, compose.MalformedMessage) as trouble:
        log.warning("mail to editor %s: %s", by.pk, type(trouble).__name__)  # its text may hold an address
        raise NotMailed(
            _("The mail server did not take the e-mails. Try again later, or tell whoever runs it.")
        ) from None
    return len(marked)


def _check(editor: AbstractBaseUser) -> None:
    if not editor.email:
        raise NotMailed(_("Your account has no e-mail address. Add it under Account first."))
    if SendingSettings.load().stopped:
        raise NotMailed(_("Sending is stopped at the moment, for this as well."))
    actions = [f"campaigns.{action}" for action in ACTIONS]
    an_hour_ago = timezone.now() - timedelta(hours=1)
    tries = PageLogEntry.objects.filter(user_id=editor.pk, action__in=actions, timestamp__gt=an_hour_ago)
    if tries.count() >= AN_HOUR:
        raise NotMailed(_("That was %(number)s times within an hour. Try again later.") % {"number": AN_HOUR})
