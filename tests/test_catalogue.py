"""What Babel collects is what Django looks up: everything collected is translated, then shown in the translation."""

from io import BytesIO

import pytest
from babel.messages import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from django.template import Context, Template
from django.utils import translation

from cms.catalogue import extract_template, untranslated


class NamedBytes(BytesIO):
    name = "page.html"


def collected(template: str) -> Catalog:
    catalogue = Catalog(locale="fr")
    found = extract(extract_template, NamedBytes(template.encode()), {**DEFAULT_KEYWORDS}, ["Translators:"])
    for line, message, comments, context in found:
        catalogue.add(message, lineno=line, auto_comments=comments, context=context)
    return catalogue


def in_other_words(text: str) -> str:
    return f"«{text.strip()}»"


@pytest.fixture
def shown_in_french(settings, tmp_path):
    def show(template: str, **context) -> str:
        catalogue = collected(template)
        for message in catalogue:
            if message.id:
                ids = message.id if message.pluralizable else (message.id,)
                words = tuple(map(in_other_words, ids))
                message.string = words if message.pluralizable else words[0]
        folder = tmp_path / "fr" / "LC_MESSAGES"
        folder.mkdir(parents=True, exist_ok=True)
        with open(folder / "django.mo", "wb") as compiled:
            write_mo(compiled, catalogue)
        settings.LOCALE_PATHS = [tmp_path]
        with translation.override("fr"):
            return Template(template).render(Context(context)).strip()

    return show


@pytest.mark.parametrize(
    ("template", "given", "shown"),
    [
        ("{% translate 'Zebras at 100 %' %}", {}, "«Zebras at 100 %»"),
        ('\n  <p>\n    {% translate "A zebra\'s" as it %}\n{{ it }}\n</p>', {}, "<p>\n    \n«A zebra's»\n</p>"),
        ("{% translate 'Zebra' context 'animal' %}", {}, "«Zebra»"),
        ("{{ _('Zebra') }}", {}, "«Zebra»"),
        ("{{ nothing|default:_('No zebra') }}", {}, "«No zebra»"),
        ("{% if 1 %}\n\t{% with a=_('Zebra') %}{{ a }}{% endwith %}\n  {% endif %}", {}, "«Zebra»"),
        ("{% blocktranslate with a=b|upper %}One {{ a }}{% endblocktranslate %}", {"b": "zebra"}, "«One ZEBRA»"),
        ("{% blocktranslate trimmed %}\n  One\n  « zèbre »\n{% endblocktranslate %}", {}, "«One « zèbre »»"),
        ("{% blocktranslate %}10 % of {{ b }}{% endblocktranslate %}", {"b": "zebras"}, "«10 % of zebras»"),
    ],
)
def test_what_a_template_says(shown_in_french, template, given, shown):
    assert shown_in_french(template, **given) == shown


@pytest.mark.parametrize(("number", "shown"), [(0, "«0 zebra»"), (1, "«1 zebra»"), (2, "«2 zebras»")])
def test_french_plurals(shown_in_french, number, shown):
    template = (
        "{% blocktranslate count n=n trimmed %}\n {{ n }} zebra\n{% plural %}\n {{ n }} zebras\n{% endblocktranslate %}"
    )
    assert shown_in_french(template, n=number) == shown


def test_a_translator_gets_the_line_and_the_comment():
    [message] = [m for m in collected("<p>\n{# Translators: an animal #}\n  {% translate 'Zebra' %}</p>") if m.id]
    assert (message.id, message.lineno, message.auto_comments) == ("Zebra", 3, ["Translators: an animal"])


@pytest.mark.parametrize(
    ("translation_of", "complaint"),
    [
        ({"string": "%(n)s zèbre"}, []),
        ({"string": ""}, ["not translated: '%(n)s zebra'"]),
        ({"string": "%(n)s zèbre", "flags": ["fuzzy"]}, ["not translated: '%(n)s zebra'"]),
        ({"string": "%(m)s zèbre"}, ["wrong: '%(n)s zebra': unknown named placeholder 'm'"]),
    ],
)
def test_what_the_check_says(translation_of, complaint):
    code, french = Catalog(), Catalog(locale="fr")
    code.add("%(n)s zebra")
    french.add("%(n)s zebra", **translation_of)
    assert list(untranslated(code, french)) == complaint


def test_a_new_message_and_half_a_plural_are_not_translated():
    code, french = Catalog(), Catalog(locale="fr")
    code.add("new")
    code.add(("a zebra", "zebras"))
    french.add(("a zebra", "zebras"), ("un zèbre", ""))
    assert list(untranslated(code, french)) == ["not translated: 'new'", "not translated: ('a zebra', 'zebras')"]
