"""What others answered before, in the database, for all processes."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from campaigns.lookup.base import Answer, Certainty
from campaigns.models import Legislature, LookupAnswer


def recall(postal_code: str, legislature: Legislature, *, even_stale: bool = False) -> Answer | None:
    """What may be given again; None: nothing is remembered, or it is too old.

    Stale districts still lead somewhere (`even_stale`); a stale "nothing found" is never given again. Districts of
    another order than the one in force are no answer.
    """
    row = LookupAnswer.objects.about(postal_code, legislature).first()
    if row is None or not (row.is_fresh(timezone.now()) or (even_stale and not row.nothing)):
        return None
    districts = list(row.districts.all())
    if not (districts or row.nothing) or any(
        district.representation_order != legislature.current_order for district in districts
    ):
        return None
    return Answer(districts, row.source, Certainty(row.certainty))


def remember(postal_code: str, legislature: Legislature, answer: Answer) -> Answer:
    """Keep it for all processes, and hand it on. Each "nothing found" counts as asked once more."""
    nothing = not answer.districts
    kept = {"nothing": nothing, "source": answer.source, "certainty": answer.certainty, "answered_at": timezone.now()}
    with transaction.atomic():
        row, _made = LookupAnswer.objects.update_or_create(
            postal_code=postal_code,
            legislature=legislature,
            defaults=kept | ({"times_asked": F("times_asked") + 1} if nothing else {}),
            create_defaults=kept,
        )
        row.districts.set(answer.districts)
    return answer


def count_asked(postal_code: str, legislature: Legislature) -> None:
    LookupAnswer.objects.about(postal_code, legislature).update(times_asked=F("times_asked") + 1)
