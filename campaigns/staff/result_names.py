"""What the parts of a campaign's results are called on the page and in files, those without a name too."""

from collections.abc import Iterator

from django.utils.translation import get_language_info, gettext

from campaigns.counts import Part, Results, Sending


def language_name(part: Part) -> str:
    return language_in_words(part.name)


def language_in_words(code: str) -> str:
    """As the reader's language calls it."""
    return get_language_info(code)["name_translated"].capitalize()


def source_name(part: Part) -> str:
    return part.name or gettext("No source given")


def ridings(results: Results) -> Iterator[tuple[str, int]]:
    """Ridings with the most letters first; those without one last."""
    unknown = 0
    for district, letters in results.districts:
        if district:
            yield f"{district} ({district.province})" if district.province else str(district), letters
        else:
            unknown += letters
    if results.abroad:
        yield gettext("Outside Canada"), results.abroad
    if unknown:
        yield gettext("Riding not known"), unknown


def recipient_name(sending: Sending) -> str:
    """A representative by the riding, others by their office."""
    if not (recipient := sending.recipient):
        return gettext("Representative not known yet")
    return f"{recipient.name}, {recipient.district}" if recipient.district else str(recipient)
