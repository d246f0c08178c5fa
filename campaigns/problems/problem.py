from dataclasses import dataclass

from django.core.exceptions import ValidationError


@dataclass(frozen=True)
class Problem:
    """`field` is the form field to mend, `block` the key of the one block of the body that it is about. With
    `stops_letters` no letter can be made at all."""

    field: str
    message: str
    stops_letters: bool = False
    block: str = ""

    @property
    def path(self) -> str:
        """Where it stands in the editor, as Wagtail's own links say it; empty where it is about no field."""
        return f"{self.field}.{self.block}" if self.block else self.field


class PublishRefused(ValidationError):
    """Raised where a page with problems would have gone live. The page stays as it was."""

    def __init__(self, page, found: list[Problem]):
        self.page, self.problems = page, found
        super().__init__([problem.message for problem in found])
