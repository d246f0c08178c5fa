"""What leaves the house as a file: a campaign's letters with their supporters, and its results. Each one is logged."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Count, Max, QuerySet
from django.http import HttpResponse, HttpResponseForbidden
from django.utils.text import capfirst, slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from campaigns.counts import READING_NAMES, Results, today
from campaigns.history import note_export
from campaigns.models import Campaign, Letter
from campaigns.staff.result_names import language_name, recipient_name, ridings, source_name
from campaigns.staff.spreadsheet import Spreadsheet

EXPORT = "campaigns.export_letter"
AT_ONCE = 2000  # rows asked for at a time

LETTER_FIELDS = (
    *(
        "id",
        "signed_at",
        "language",
        "source",
        "first_name",
        "last_name",
        "email",
        "consent_updates",
        "consent_words",
        "consent_version",
    ),
    *("postal_code", "street", "city", "outside_country", "district"),
    *("subject", "message", "message_is_own"),
)
RESULT_COLUMNS = {"part": _("Part"), "name": _("Name"), "what": _("What is counted"), "number": _("Number")}


def may_export(user: AbstractBaseUser) -> bool:
    """Whether supporters' details may be taken out. A permission of its own: to look at letters is not enough."""
    return user.has_perm(EXPORT)


def refusal() -> HttpResponse:
    return HttpResponseForbidden(gettext("You are not allowed to export letters."), content_type="text/plain")


def letters_file(
    letters: QuerySet[Letter], *, campaigns: Iterable[Campaign], kind: str, by: AbstractBaseUser, name: str = ""
) -> HttpResponse:
    """The signed ones of `letters`, which are of `campaigns`: the history of each says how many. Check `may_export`
    first. What is signed while the file is written is not in it, nor what is erased, or is to be."""
    signed = letters.order_by().signed().filter(erasure_asked_at=None, erased_at=None)
    newest = signed.aggregate(newest=Max("pk"))["newest"] or 0
    exported = Letter.objects.filter(pk__in=signed.filter(pk__lte=newest).values("pk"))
    numbers = dict(exported.values_list("campaign").annotate(letters=Count("pk")))
    for campaign in campaigns:
        note_export(campaign, "letters_exported", kind=kind, rows=numbers.get(campaign.pk, 0), by=by)
    rows = exported.select_related("district").order_by("pk").iterator(chunk_size=AT_ONCE)
    return Spreadsheet(_letter_columns(), filename=_filename(gettext("letters"), name)).response(rows, kind)


def _letter_columns() -> dict[str, str]:
    own = {"id": gettext("No."), "consent_version": gettext("Version of the wording")}
    return {name: own.get(name) or capfirst(Letter._meta.get_field(name).verbose_name) for name in LETTER_FIELDS}


def results_file(results: Results, *, campaign: Campaign, kind: str, by: AbstractBaseUser, name: str) -> HttpResponse:
    """The same numbers as on the page, one to a row, so that they can be filtered and summed. Names no supporter."""
    rows = list(result_rows(results))
    note_export(campaign, "results_exported", kind=kind, rows=len(rows), by=by)
    return Spreadsheet(RESULT_COLUMNS, filename=_filename(gettext("results"), name)).response(rows, kind)


def result_rows(results: Results) -> Iterator[dict[str, Any]]:
    letters, opt_ins = gettext("Letters"), gettext("Want updates")
    for day, number in results.days:
        yield _row(gettext("Day"), day.isoformat(), letters, number)
    for part in results.languages:
        yield _row(gettext("Language"), language_name(part), letters, part.letters)
        yield _row(gettext("Language"), language_name(part), opt_ins, part.opt_ins)
    for part in results.sources:
        yield _row(gettext("Source"), source_name(part), letters, part.letters)
    for name, number in ridings(results):
        yield _row(gettext("Riding"), name, letters, number)
    for house in results.houses:
        yield _row(gettext("Representatives"), str(house.legislature), gettext("Reached"), house.reached)
        yield _row(gettext("Representatives"), str(house.legislature), gettext("Seats"), house.seats)
    for sending in results.sendings:
        for reading, words in READING_NAMES.items():
            yield _row(gettext("Recipient"), recipient_name(sending), str(words), sending.readings[reading])
        if sending.test:
            yield _row(gettext("Recipient"), recipient_name(sending), gettext("Test mailbox"), sending.test)


def _row(part: str, name: str, what: str, number: int) -> dict[str, Any]:
    return {"part": part, "name": name, "what": what, "number": number}


def _filename(what: str, name: str) -> str:
    return "-".join(filter(None, [slugify(what), slugify(name)[:60], today().isoformat()]))
