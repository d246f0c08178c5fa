"""Facts that staff keep once, in English and in French, outside any page (a minister's title, a riding's name)."""

from typing import Any

from django.utils.translation import get_language


class Bilingual:
    """`name = Bilingual()` reads `name_fr` when French is active and it is filled in, else `name_en`."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        if instance is None:
            return self
        language = (get_language() or "en")[:2]
        return getattr(instance, f"{self.name}_{language}", "") or getattr(instance, f"{self.name}_en")
