"""What our own tables tell: whether sending is switched on, whether anybody sends, whether a provider reports."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.db.models import Max
from django.utils import timezone
from django.utils.timesince import timesince

from campaigns.checkup.finding import Finding, fine, mend, note, unknown
from campaigns.models import Lane, MailEvent, Pace, SendingSettings, Worker


def check_state() -> Iterator[Finding]:
    """Raises django.db.Error where the database cannot be asked."""
    yield check_switch()
    yield check_workers()
    if lane := Lane.objects.stopped():
        yield mend(f"Mail server: it refused us, so sending has stopped: {lane.reason}")
    if Pace.objects.room_today() == 0:
        yield note(f"Limit: today's {settings.LETTERS_A_DAY} mails (LETTERS_A_DAY) have left; the next leave tomorrow.")
    yield check_webhook()


def check_switch() -> Finding:
    sending = SendingSettings.load()
    if restored := sending.restored:
        return note(f"Sending: stopped. {restored.words} {restored.advice} In the admin: To do; Settings > Sending.")
    if sending.stopped:
        return note("Sending: stopped by staff (Settings > Sending). Letters are taken, and wait.")
    if not sending.live:
        return note(f"Sending: test mode. All mail goes to {sending.mailbox}; switch it live in Settings > Sending.")
    return fine("Sending: live.")


def check_workers() -> Finding:
    alive = Worker.objects.alive().count()
    if not alive:
        return mend("Workers: none runs, so nothing leaves. Start one: python manage.py worker")
    return fine(f"Workers: {alive} running.")


def check_webhook() -> Finding:
    provider = settings.ANYMAIL_PROVIDER
    if not provider:
        return note("Webhook: none, as letters leave by SMTP. A letter's last state is then “sent”.")
    seen = MailEvent.objects.aggregate(last=Max("received_at"))["last"]
    if seen is None:
        return unknown(
            f"Webhook: nothing came from {provider} yet. Send a letter; then it should tell what became of it."
        )
    return fine(f"Webhook: {provider} was last heard {timesince(seen, timezone.now())} ago.")
