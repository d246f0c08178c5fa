"""How a worker bears with a mail server that does not let it in: it waits 1, 2, 4 ... 60 seconds between two tries."""

import logging
import time

log = logging.getLogger(__name__)

SHORTEST, LONGEST = 1.0, 60.0  # seconds


class LaneWait:
    """Nobody is let through until the wait is over. Several connections that fail together count once."""

    def __init__(self) -> None:
        self.seconds = SHORTEST
        self.until = 0.0
        self.reason = ""

    @property
    def is_over(self) -> bool:
        return time.monotonic() >= self.until

    def begin(self, reason: str) -> None:
        if not self.is_over:
            return
        self.reason = reason
        self.until = time.monotonic() + self.seconds
        log.warning("the mail server does not let us in: %s; next try in %.0f s", reason, self.seconds)
        self.seconds = min(2 * self.seconds, LONGEST)

    def end(self) -> None:
        """The server answers."""
        self.seconds, self.until, self.reason = SHORTEST, 0.0, ""
