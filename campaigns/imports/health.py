"""How far the directory can be trusted now: what is missing in it, and which of the gates it would not pass."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db.models import Count, Q, QuerySet

from campaigns.imports import gates
from campaigns.imports.refused import Fault
from campaigns.models import District, Legislature, LookupAnswer, Recipient
from campaigns.models.states import Status


@dataclass(frozen=True)
class Health:
    """Of one legislature and its order in force; without one, of the recipients that sit for no district."""

    legislature: Legislature | None
    districts: list[District]
    vacant: list[District]
    recipients: list[Recipient]  # in office, with the number of their letters that `bounced`
    not_found: list[LookupAnswer]
    faults: list[Fault] = field(default_factory=list)

    @property
    def findings(self) -> dict[str, list[Recipient]]:
        """Recipients by what is wrong with them, in the order of urgency."""
        statuses = Recipient.Status
        return {
            "without an address": [one for one in self.recipients if not one.email],
            "failing": [one for one in self.recipients if one.status == statuses.FAILING],
            "blocked": [one for one in self.recipients if one.status == statuses.BLOCKED],
            "not verified": [one for one in self.recipients if one.status == statuses.UNVERIFIED],
        }


def health_of_all(*, allow_domains: Iterable[str] = ()) -> list[Health]:
    """Each legislature, then everybody else."""
    houses = [health_of(house, allow_domains=allow_domains) for house in Legislature.objects.all()]
    return [*houses, Health(None, [], [], list(in_office(Q(district=None))), [])]


def health_of(house: Legislature, *, allow_domains: Iterable[str] = ()) -> Health:
    districts = list(District.objects.of(house))
    recipients = list(in_office(Q(district__in=districts)))
    taken = {recipient.district_id for recipient in recipients}
    return Health(
        legislature=house,
        districts=districts,
        vacant=[district for district in districts if district.pk not in taken],
        recipients=recipients,
        not_found=list(LookupAnswer.objects.not_found().filter(legislature=house)),
        faults=list(faults_of(house, districts, recipients, gates.Limits.of(house, allow_domains=allow_domains))),
    )


def in_office(where: Q) -> QuerySet[Recipient]:
    """With the letters that did not reach them, as `bounced`."""
    bounced = Count("deliveries", filter=Q(deliveries__status__in=(Status.BOUNCED, Status.FAILED)))
    found: QuerySet[Recipient] = Recipient.objects.in_office().filter(where).select_related("district")
    return found.annotate(bounced=bounced).order_by("district__code", "name")


def faults_of(
    house: Legislature, districts: list[District], recipients: list[Recipient], limits: gates.Limits
) -> Iterator[Fault]:
    """The gates of the imports, asked about the directory as it is. While a house is dissolved nobody sits in it."""
    seats = [
        gates.Seat("the directory", gates.label_of(one.district), one.name, one.email)
        for one in recipients
        if one.district
    ]
    labels = [] if house.dissolved else [gates.label_of(district) for district in districts]
    yield from gates.wrong_number(len(districts), limits)
    yield from gates.all_of_seats(seats, labels, limits)
