"""What a page of the admin says: the texts that stand on it in English and in French alike."""

import re
from collections.abc import Iterable

from bs4 import BeautifulSoup, Comment

SPOKEN = ("title", "aria-label", "placeholder", "alt", "data-confirm")
SENTENCE = re.compile(r"[A-Za-z]{2,}[ ’'][A-Za-z]{2,}")  # two words at least


def texts_of(html: str) -> set[str]:
    """All that is read or read out; scripts' data are not."""
    soup = BeautifulSoup(html, "html.parser")
    for tag in soup(["script", "style", "template", "textarea", "code"]):
        tag.decompose()
    texts = {str(text) for text in soup.find_all(string=True) if not isinstance(text, Comment)}
    texts |= {tag[name] for name in SPOKEN for tag in soup.find_all(attrs={name: True})}
    return {" ".join(text.split()) for text in texts}


def said_in_both(english: str, french: str, *, data: Iterable[str]) -> set[str]:
    """Of two answers to one request, what was not put into French. `data` are words that staff wrote themselves."""
    alike = {text for text in texts_of(english) & texts_of(french) if SENTENCE.search(text)}
    return {text for text in alike if not any(words in text for words in data)}
