"""What dead workers left behind."""

from campaigns.models import Delivery, Notice
from campaigns.models.outbox import Status


def sweep() -> int:
    """Queue again what was claimed and never handed over; what was being handed over is in doubt. Returns how many."""
    return sum(_sweep(queue) for queue in (Delivery, Notice))


def _sweep(queue: type[Delivery] | type[Notice]) -> int:
    orphaned = queue.objects.orphaned()
    in_doubt: int = orphaned.filter(status=Status.HANDING_OVER).mark_in_doubt("worker died")
    released: int = orphaned.filter(status=Status.CLAIMED).release()
    return in_doubt + released
