"""Names of districts as they are compared. Parliament, Represent and maps each have dashes of their own."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable

from campaigns.models import District, Legislature

WORD = re.compile(r"[^\W_]+")
DASH = re.compile(r"\s*—\s*")


def normal_form(name: str) -> str:
    """Equal for two spellings that differ in case, accents, kinds of dashes, hyphens, apostrophes, dots or spaces.

    For comparing only. Applied twice it changes nothing more; a name without letters and digits gives "".
    """
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
    bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    return " ".join(WORD.findall(bare.replace("œ", "oe").replace("æ", "ae")))


def tidy(name: str) -> str:
    """As Parliament writes it: no space around the dash between two places. The lists have some."""
    return DASH.sub("—", name)


def names_of(district: District) -> list[str]:
    """The names in force, then the others."""
    return [district.name_en, district.name_fr, *district.aliases.splitlines()]


class DistrictNames:
    """Finds one of `districts` by its name or another name, in either language."""

    def __init__(self, districts: Iterable[District]) -> None:
        self._by_name: dict[str, set[District]] = defaultdict(set)
        self._by_alias: dict[str, set[District]] = defaultdict(set)
        for district in districts:
            for place, name in enumerate(names_of(district)):
                index = self._by_name if place < 2 else self._by_alias
                index[normal_form(name)].add(district)

    def find(self, name: str) -> District | None:
        """None where nobody or more than one is called so. A name in force is stronger than a former one."""
        key = normal_form(name)
        found = (self._by_name.get(key) or self._by_alias.get(key, set())) if key else set()
        return next(iter(found)) if len(found) == 1 else None


def district_named(name: str, *, legislature: Legislature, order: str = "") -> District | None:
    """The district of `order` (default: the one in force) with that name or alias. For many names: DistrictNames."""
    districts = District.objects.filter(
        legislature=legislature, representation_order=order or legislature.current_order
    )
    return DistrictNames(districts).find(name)
