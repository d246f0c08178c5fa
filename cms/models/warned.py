from django.utils.functional import cached_property

from cms.body import arrange, pictures_of
from cms.models.pages import BasePage


class WarnedPage(BasePage):
    """A page whose `body` may hold a content warning. Lists and shares of the page respect it."""

    class Meta:
        abstract = True

    @cached_property
    def warning(self):
        """The value of its content warning; None where it gives none. Loads no other block, so lists may ask."""
        kinds = [block["type"] for block in self.body.raw_data]
        value = self.body[kinds.index("content_warning")].value if "content_warning" in kinds else None
        return value if value and value.is_given else None

    @property
    def letter_warning(self):
        """The warning where it is about the letter's text too; else None."""
        return self.warning if self.warning and "letter" in self.warning.covered else None

    @property
    def found_text(self) -> str:
        return self.with_warning(super().found_text)

    @property
    def share_text(self) -> str:
        return self.with_warning(super().share_text)

    @property
    def share_picture(self):
        """None where it is one that this page shows only to those who have chosen to see it."""
        chosen = super().share_picture
        return None if chosen and chosen.pk in self.hidden_pictures else chosen

    @property
    def hidden_pictures(self) -> set[int]:
        """Keys of the pictures that its warning hides; those of the body are hidden with its text, too."""
        hides = self.warning.hidden if self.warning else []
        return set(pictures_of(self.body.raw_data)) if {"pictures", "text"} & set(hides) else set()

    def with_warning(self, text: str) -> str:
        """`text` as it may be said where nobody has chosen to meet what the page shows."""
        warning = f"{self.warning.in_short.rstrip('.')}. " if self.warning else ""
        return f"{warning}{text}".strip()

    def get_context(self, request, *args, **kwargs):
        hides_text = bool(self.warning) and "text" in self.warning.hidden
        parts = arrange(list(self.body), hides_text=hides_text)
        return super().get_context(request, *args, **kwargs) | parts | {"warning": self.warning}
