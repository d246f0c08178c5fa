"""What keeps a restored system from sending a letter twice: SQL, as it runs in the transaction that restores."""

from campaigns.models import Delivery, Notice, SendingSettings, Worker
from campaigns.models.reasons import Reason
from campaigns.models.states import IN_HAND, Status

FROM = (Status.QUEUED, Status.HELD, *IN_HAND)
TO_STAFF = 2  # doubts: what is in doubt for the first time is sent once more by itself

IN_DOUBT = """
UPDATE {table} SET status = '{in_doubt}', doubts = {doubts}, reason = '{reason}', claimed_by = '', claimed_at = NULL
WHERE status IN ({states}) OR (status = '{in_doubt}' AND doubts < {doubts});
"""


STOPPED = "UPDATE {table} SET stopped = TRUE;\n"
NO_WORKERS = "DELETE FROM {table};\n"


def sql() -> str:
    """All mails that had not left are for staff to decide, nothing leaves at all, and no worker is known."""
    states = ", ".join(f"'{status.value}'" for status in FROM)
    words = {"in_doubt": Status.IN_DOUBT.value, "doubts": TO_STAFF, "reason": Reason.RESTORED.value, "states": states}
    doubts = [IN_DOUBT.format(table=model._meta.db_table, **words) for model in (Delivery, Notice)]
    return "".join(
        [*doubts, STOPPED.format(table=SendingSettings._meta.db_table), NO_WORKERS.format(table=Worker._meta.db_table)]
    )
