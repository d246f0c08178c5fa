"""The legislature that an import is about, and the districts it has."""

from django.db.models import QuerySet

from campaigns.imports import gates
from campaigns.imports.refused import Fault, Refused
from campaigns.models import District, Legislature

# Made when missing, so that a new installation needs no more than the list of districts.
HOUSE = {
    "name_en": "House of Commons",
    "name_fr": "Chambre des communes",
    "member_en": "Member of Parliament",
    "member_fr": "députée ou député",
    "current_order": "2023",
}


def find_legislature(code: str) -> Legislature:
    """The House of Commons may still be unsaved. Raises Refused for one that nobody has made."""
    if house := Legislature.objects.filter(code=code).first():
        return house
    if code == gates.HOUSE:
        return Legislature(code=code, **HOUSE)
    known = ", ".join(Legislature.objects.values_list("code", flat=True)) or "none yet"
    raise Refused([Fault("", f"there is no legislature {code!r}; there are: {known}")])


def lock_or_make(house: Legislature) -> Legislature:
    """Two imports never meet: the second one waits for the end of the first one's transaction."""
    if house.pk is None:
        Legislature.objects.get_or_create(code=house.code, defaults=HOUSE)
    return Legislature.objects.select_for_update().get(code=house.code)


def districts_in_force(house: Legislature) -> QuerySet[District]:
    """Raises Refused where there is none yet."""
    districts: QuerySet[District] = District.objects.of(house) if house.pk else District.objects.none()
    if not districts.exists():
        raise Refused([Fault("", f"{house.code} has no districts yet; import_districts comes first")])
    return districts
