"""The French catalogue without the gettext program: Babel collects the messages (`make messages`), here it learns to
read Django's templates, and `python -m cms.catalogue` (in `make check`) says what is not translated."""

import sys
from collections.abc import Iterator
from io import BytesIO

from babel.messages import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize


def extract_template(fileobj, keywords, comment_tags, options):
    """The messages of a template, with the ids that Django looks up: Django itself writes its tags as calls of gettext.

    The calls stand where the tags stood; without indentation Python's tokenizer accepts that.
    """
    calls = templatize(fileobj.read().decode(), origin=fileobj.name).split("\n")
    source = "\n".join(line.lstrip() for line in calls)
    return extract_python(BytesIO(source.encode()), keywords, comment_tags, options)


def untranslated(messages: Catalog, translations: Catalog) -> Iterator[str]:
    """What the code says and `translations` lack, only guess (fuzzy), or break by other placeholders."""
    for message in messages:
        if message.id and not is_translated(translations.get(message.id, message.context)):
            yield f"not translated: {message.id!r}"
    for message, errors in translations.check():
        yield f"wrong: {message.id!r}: {'; '.join(map(str, errors))}"


def is_translated(found: Message | None) -> bool:
    if found is None or found.fuzzy:
        return False
    return all(found.string) if found.pluralizable else bool(found.string)


def main(template: str, catalogue: str) -> int:
    with open(template, "rb") as messages, open(catalogue, "rb") as translations:
        found = list(untranslated(read_po(messages), read_po(translations, locale="fr")))
    sys.stdout.writelines(f"{line}\n" for line in [*found, f"{catalogue}: {len(found)} to mend"])
    return bool(found)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
