"""What is wrong with whom the letter goes to."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from campaigns.problems.problem import Problem


def problems(page) -> Iterator[Problem]:
    rows = page.lead_page.rows
    if not rows:
        yield Problem("recipient_rows", _("Choose at least one recipient."), stops_letters=True)
    if page.lead_page.lacks_somebody:
        yield Problem(
            "recipient_rows", _("Somebody whom this draft named has been deleted. Look at who gets the letter.")
        )
    if page.lead_page.lacks_hold_date:
        yield Problem("vacancy_hold_until", _("Say until when the letter waits: a day that is still to come."))
    if page.lead_page.lacks_stand_in:
        yield Problem("vacancy_stand_in", _("Choose who gets the letter instead."))
    for row in rows:
        if row.recipient and row.recipient.is_unreachable:
            yield Problem(
                "recipient_rows", _("Letters do not reach %(recipient)s.") % {"recipient": row.recipient.name}
            )


def warnings(page) -> Iterator[Problem]:
    for row in page.lead_page.rows:
        if row.recipient and row.recipient.is_unverified:
            yield Problem(
                "recipient_rows",
                _("Nobody has verified the address of %(recipient)s yet.") % {"recipient": row.recipient.name},
            )
