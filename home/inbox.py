"""The demo's mail inbox: letters go into a Maildir instead of the world, and a page shows them to anyone."""

import email.policy
import mailbox
from email.parser import BytesParser

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

NEWEST = 100  # how many mails the list shows


def maildir() -> mailbox.Maildir:
    return mailbox.Maildir(settings.DEMO_INBOX, factory=None)


class EmailBackend(BaseEmailBackend):
    """Keeps each message as it would leave, with its envelope recipients in `X-Envelope-To`."""

    def send_messages(self, email_messages) -> int:
        inbox = maildir()
        for message in email_messages:
            envelope = f"X-Envelope-To: {', '.join(message.recipients())}\n".encode()
            inbox.add(envelope + message.message().as_bytes())
        return len(email_messages)


def read(inbox: mailbox.Maildir, name: str):
    return BytesParser(policy=email.policy.default).parsebytes(inbox.get_bytes(name))


@never_cache
def inbox_list(request: HttpRequest) -> HttpResponse:
    """The newest mails, newest first."""
    inbox = maildir()
    names = sorted(inbox.keys(), reverse=True)
    mails = [(name, read(inbox, name)) for name in names[:NEWEST]]
    return render(request, "home/inbox_list.html", {"mails": mails, "total": len(names)})


@never_cache
def inbox_mail(request: HttpRequest, name: str) -> HttpResponse:
    """One mail: its headers, and its text as text."""
    try:
        mail = read(maildir(), name)
    except KeyError:
        raise Http404 from None
    context = {"mail": mail, "headers": mail.items(), "text": mail.get_body(("plain",)).get_content()}
    return render(request, "home/inbox_mail.html", context)
