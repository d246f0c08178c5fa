"""What dead workers left behind, and what a stopped conversation left in doubt."""

from datetime import timedelta

from django.conf import settings

from campaigns.models import Delivery, Notice
from campaigns.models.reasons import Reason
from campaigns.pipeline.orders import Orders

WAIT_FOR_SIGN = timedelta(seconds=60)
WAIT_FOR_WEBHOOK = timedelta(minutes=15)


def sweep() -> int:
    """Returns how many mails were moved on.

    What was claimed and never handed over is queued again; what was being handed over is in doubt. That goes once more,
    with the same Message-ID, when nothing was heard of it for a while; a second doubt is for staff. While nothing may
    leave it stays in doubt: meanwhile a provider, or the mail server's log, may say that it has arrived.
    """
    return sum(_sweep(queue) for queue in (Delivery, Notice))


def _sweep(queue: type[Delivery] | type[Notice]) -> int:
    orphaned = queue.objects.orphaned()
    in_doubt: int = orphaned.mark_in_doubt(Reason.WORKER_DIED)
    released: int = orphaned.release()
    return in_doubt + released + _send_again(queue)


def _send_again(queue: type[Delivery] | type[Notice]) -> int:
    if not Orders.of_now().may_send:
        return 0
    sent_again: int = queue.objects.send_again(waited=WAIT_FOR_WEBHOOK if settings.HAS_WEBHOOKS else WAIT_FOR_SIGN)
    return sent_again
