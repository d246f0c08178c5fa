"""What dead workers left behind."""

from campaigns.models import Delivery, Notice
from campaigns.models.reasons import Reason


def sweep() -> int:
    """Queue again what was claimed and never handed over; what was being handed over is in doubt. Returns how many."""
    return sum(_sweep(queue) for queue in (Delivery, Notice))


def _sweep(queue: type[Delivery] | type[Notice]) -> int:
    orphaned = queue.objects.orphaned()
    in_doubt: int = orphaned.mark_in_doubt(Reason.WORKER_DIED)
    released: int = orphaned.release()
    return in_doubt + released
