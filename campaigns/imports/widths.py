"""How much text the directory's columns hold. PostgreSQL refuses more, SQLite takes it: files are asked before."""

from collections.abc import Iterator, Mapping

from django.db.models import CharField, Model


def width_of(model: type[Model], column: str) -> int:
    """In characters."""
    field = model._meta.get_field(column)
    if not isinstance(field, CharField) or field.max_length is None:
        raise TypeError(f"{column} has no width")
    return field.max_length


def too_wide(model: type[Model], texts: Mapping[str, str]) -> Iterator[str]:
    """Says so, for each text that its column does not hold."""
    for column, text in texts.items():
        if len(text) > width_of(model, column):
            yield f"its {column} is longer than {width_of(model, column)} characters"
