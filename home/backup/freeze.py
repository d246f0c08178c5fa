"""What keeps a restored system from sending a letter twice: SQL, as it runs in the transaction that restores."""

from campaigns.models import Delivery, Letter, Notice, SendingSettings, Worker
from campaigns.models.reasons import Reason
from campaigns.models.states import IN_HAND, Status

FROM = (Status.QUEUED, Status.HELD, *IN_HAND)
TO_STAFF = 2  # doubts: what is in doubt for the first time is sent once more by itself

IN_DOUBT = """
UPDATE {table} SET status = '{in_doubt}', doubts = {doubts}, claimed_by = '', claimed_at = NULL,
reason = CASE WHEN status = '{held}' THEN '{reason_held}' ELSE '{reason}' END
WHERE status IN ({states}) OR (status = '{in_doubt}' AND doubts < {doubts});
"""
# Somebody to write to may have been found since: in doubt as soon as somebody is found again.
WAITING = "UPDATE {table} SET doubts = {doubts} WHERE status = '{waiting}';\n"

STOPPED = "UPDATE {table} SET stopped = TRUE;\n"
NO_WORKERS = "DELETE FROM {table};\n"


def sql() -> str:
    """All mails that had not left are for staff to decide, nothing leaves at all, and no worker is known."""
    states = ", ".join(f"'{status.value}'" for status in FROM)
    words = {"in_doubt": Status.IN_DOUBT.value, "doubts": TO_STAFF, "states": states}
    words |= {"held": Status.HELD.value, "reason": Reason.RESTORED.value, "reason_held": Reason.RESTORED_HELD.value}
    doubts = [IN_DOUBT.format(table=model._meta.db_table, **words) for model in (Delivery, Notice)]
    waiting = WAITING.format(table=Delivery._meta.db_table, doubts=TO_STAFF, waiting=Status.WAITING.value)
    return "".join(
        [
            *doubts,
            waiting,
            STOPPED.format(table=SendingSettings._meta.db_table),
            NO_WORKERS.format(table=Worker._meta.db_table),
        ]
    )


def doubt_what_was_told() -> None:
    """Mails that regular work would write once more, as it cannot know that it has since the backup: nobody is reminded
    again, and whether to tell of a letter that was not delivered, staff decide."""
    unconfirmed = Letter.objects.filter(status=Letter.Status.UNCONFIRMED)
    unconfirmed = unconfirmed.exclude(notices__kind=Notice.Kind.REMINDER)
    lost = Delivery.objects.refused().filter(is_test=False).values("letter")
    untold = Letter.objects.filter(pk__in=lost, withdrawn_at=None).exclude(notices__kind=Notice.Kind.NOT_DELIVERED)
    restored = {"reason": Reason.RESTORED, "doubts": TO_STAFF}
    reminders = [Notice(letter=x, kind=Notice.Kind.REMINDER, status=Status.CANCELLED, **restored) for x in unconfirmed]
    told = [Notice(letter=x, kind=Notice.Kind.NOT_DELIVERED, status=Status.IN_DOUBT, **restored) for x in untold]
    Notice.objects.bulk_create(reminders + told, batch_size=500)
