"""Once a night, who sits for each district is brought up to date from Represent, with nobody looking on."""

import logging

from django.conf import settings

from campaigns.imports.refused import LISTED, Refused
from campaigns.imports.report import Report
from campaigns.imports.represent_list import listed_members
from campaigns.imports.representatives import import_representatives
from campaigns.lookup.base import LookupUnavailable
from campaigns.lookup.represent import covers
from campaigns.models import Legislature

logger = logging.getLogger(__name__)


class RefreshFailed(Exception):
    """Nothing was changed. Its text is one line, and names nobody."""


def refresh_directory() -> str:
    """What was done, in one line for the operator. Raises RefreshFailed. Not to be called inside a transaction.

    All gates are on, and more than a few seats are never filled at once: the first import, and the one after an
    election, are for somebody who looks at the list. A dissolved house is left alone: nobody sits in it.
    """
    if not settings.REPRESENT_URL:
        return "Nothing to ask: REPRESENT_URL is not set."
    houses = [house for house in Legislature.objects.filter(dissolved=False) if covers(house)]
    reports = [refresh(house) for house in houses]
    return " ".join(report.summary for report in reports) or "Nothing to ask: Represent lists no house that is sitting."


def refresh(house: Legislature) -> Report:
    """Raises RefreshFailed, after it has logged the reasons."""
    try:
        return import_representatives(source=listed_members, legislature=house.code, unattended=True)
    except LookupUnavailable as trouble:
        reasons = [str(trouble)]
    except Refused as refused:
        reasons = [fault.for_logs for fault in refused.faults]
    for reason in reasons[:LISTED]:
        logger.warning("%s is not refreshed: %s", house.code, reason)
    more = f" (and {len(reasons) - 1} more reasons, see the log)" if len(reasons) > 1 else ""
    raise RefreshFailed(f"{house.code}: {reasons[0]}{more}")
