"""The states of a mail that has to leave, what each is called, and every way from one to another."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    WAITING = "waiting", _("Recipient not known yet")
    HELD = "held", _("Held")
    IN_DOUBT = "in_doubt", _("In doubt")
    QUEUED = "queued", _("Queued")
    CLAIMED = "claimed", _("Claimed by a worker")
    HANDING_OVER = "handing_over", _("Being handed over")
    SENT = "sent", _("Sent")
    DELIVERED = "delivered", _("Delivered")
    BOUNCED = "bounced", _("Bounced")
    COMPLAINED = "complained", _("Reported as unwanted")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


IN_HAND = (Status.CLAIMED, Status.HANDING_OVER)  # of a worker
NOT_LEFT = (Status.WAITING, Status.HELD, Status.QUEUED)  # staff and supporters may still stop it
STILL_HERE = (*NOT_LEFT, Status.CLAIMED)  # not begun to leave, or its leaving is not recorded yet
GOES_AGAIN = (Status.QUEUED, Status.HELD)  # a mail that was in doubt may have left already
TAKEN = (Status.SENT, Status.DELIVERED)  # by a mail server, and nothing came back
TO_DO = (Status.WAITING, Status.HELD, Status.IN_DOUBT)
ON_ITS_WAY = (Status.QUEUED, *IN_HAND)
UNSETTLED = (*TO_DO, *IN_HAND)
NOT_DELIVERED = (Status.BOUNCED, Status.COMPLAINED, Status.FAILED, Status.CANCELLED)

# What staff and supporters read: five words for all states.
READINGS = {
    _("To do"): TO_DO,
    _("On its way"): ON_ITS_WAY,
    _("Sent"): (Status.SENT,),
    _("Delivered"): (Status.DELIVERED,),
    _("Not delivered"): NOT_DELIVERED,
}


class Owner(models.TextChoices):
    """Who moves a row on."""

    WORKER = "worker"
    PROVIDER = "provider"  # by webhook
    STAFF = "staff"
    SUPPORTER = "supporter"


KNOWN_AFTER_ALL = {  # only of what was in doubt before
    Status.SENT: {Owner.STAFF, Owner.PROVIDER},
    Status.DELIVERED: {Owner.PROVIDER},
    Status.BOUNCED: {Owner.PROVIDER},
    Status.COMPLAINED: {Owner.PROVIDER},
}

MOVES = {
    Status.WAITING: {
        Status.QUEUED: {Owner.WORKER, Owner.SUPPORTER},
        Status.IN_DOUBT: {Owner.WORKER, Owner.SUPPORTER},  # after a restore
        Status.HELD: {Owner.WORKER, Owner.SUPPORTER, Owner.STAFF},
        Status.CANCELLED: {Owner.WORKER, Owner.SUPPORTER, Owner.STAFF},
    },
    Status.HELD: {
        Status.QUEUED: {Owner.STAFF, Owner.WORKER},
        Status.CANCELLED: {Owner.STAFF, Owner.SUPPORTER},
        **KNOWN_AFTER_ALL,
    },
    Status.IN_DOUBT: {
        Status.QUEUED: {Owner.WORKER, Owner.STAFF},
        Status.SENT: {Owner.WORKER, Owner.STAFF, Owner.PROVIDER},
        Status.FAILED: {Owner.WORKER, Owner.STAFF},
        Status.HELD: {Owner.WORKER},
        Status.CANCELLED: {Owner.STAFF, Owner.SUPPORTER},
        Status.DELIVERED: {Owner.PROVIDER},
        Status.BOUNCED: {Owner.PROVIDER},
        Status.COMPLAINED: {Owner.PROVIDER},
    },
    Status.QUEUED: {
        Status.CLAIMED: {Owner.WORKER},
        Status.HELD: {Owner.STAFF, Owner.WORKER},
        Status.CANCELLED: {Owner.STAFF, Owner.SUPPORTER},
        **KNOWN_AFTER_ALL,
    },
    Status.CLAIMED: {
        Status.HANDING_OVER: {Owner.WORKER},
        Status.QUEUED: {Owner.WORKER},
        Status.HELD: {Owner.WORKER},
        Status.FAILED: {Owner.WORKER},
    },
    Status.HANDING_OVER: {
        Status.SENT: {Owner.WORKER, Owner.PROVIDER},
        Status.QUEUED: {Owner.WORKER},
        Status.FAILED: {Owner.WORKER},
        Status.IN_DOUBT: {Owner.WORKER},
        Status.DELIVERED: {Owner.PROVIDER},
        Status.BOUNCED: {Owner.PROVIDER},
        Status.COMPLAINED: {Owner.PROVIDER},
    },
    Status.SENT: {
        Status.DELIVERED: {Owner.PROVIDER},
        Status.BOUNCED: {Owner.PROVIDER},
        Status.COMPLAINED: {Owner.PROVIDER},
    },
    Status.DELIVERED: {Status.BOUNCED: {Owner.PROVIDER}, Status.COMPLAINED: {Owner.PROVIDER}},
    Status.BOUNCED: {Status.COMPLAINED: {Owner.PROVIDER}, Status.QUEUED: {Owner.STAFF}},
    Status.COMPLAINED: {},
    Status.FAILED: {Status.QUEUED: {Owner.STAFF}},
    Status.CANCELLED: {},
}

# Where a mail may stay for ever: nobody has to do anything about it.
FINAL = (
    Status.SENT,
    Status.DELIVERED,
    Status.BOUNCED,
    Status.COMPLAINED,
    Status.FAILED,
    Status.CANCELLED,
)
