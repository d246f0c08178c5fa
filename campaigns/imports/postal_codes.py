"""Which postal codes lie in which districts, brought up to date from a list of any length."""

from pathlib import Path

from django.db import transaction

from campaigns.imports import gates, staging
from campaigns.imports.legislatures import districts_in_force, find_legislature, lock_or_make
from campaigns.imports.postal_code_list import Progress, ignore_progress, read_pairs
from campaigns.imports.refused import refuse_any


def import_postal_codes(
    *,
    file: Path,
    legislature: str = gates.HOUSE,
    replace: bool = False,
    fewer: bool = False,
    is_rehearsal: bool = False,
    on_progress: Progress = ignore_progress,
) -> staging.Merge:
    """Each postal code of `file` lies in the districts of its lines, and in no other one of the legislature's.

    Codes that the file lacks stay, or go with `replace`; `fewer` allows more than half of them to go. All of the file
    is checked before anything changes; what changes is one transaction. Raises Refused. A rehearsal only counts.
    """
    house = find_legislature(legislature)
    districts = dict(districts_in_force(house).values_list("code", "pk"))
    pairs = read_pairs(file, districts=districts, on_progress=on_progress)
    with staging.staged(pairs) as incoming, transaction.atomic():
        house = lock_or_make(house)
        merge = staging.compare(legislature=house, incoming=incoming, replace=replace)
        refuse_any([] if fewer else gates.too_few_codes(merge.before, merge.after))
        if not is_rehearsal:
            staging.merge(legislature=house, replace=replace)
    return merge
