"""How long we keep what supporters tell us, in the words that they read below the form."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Terms:
    """Days: after signing, after the campaign's end (whichever comes first), and where somebody asked for news."""

    after_signing: int
    after_end: int
    with_news: int

    @property
    def signed_before(self) -> datetime:
        return _days_ago(self.after_signing)

    @property
    def ended_before(self) -> datetime:
        return _days_ago(self.after_end)

    @property
    def news_before(self) -> datetime:
        return _days_ago(self.with_news)


def _days_ago(days: int) -> datetime:
    return timezone.now() - timedelta(days=days)


def keeping_words(terms: Terms) -> list[str]:
    """In the active language."""
    kept = _(
        "We keep your name, your addresses and your own words for %(signing)s days at most, and no longer than %(end)s "
        "days after the campaign has ended."
    )
    news = _("If you ask for news, we keep your name, e-mail and postal address for %(news)s days.")
    then = _(
        "What stays names nobody. You can have your data erased at any time by the link in the e-mail that we send you."
    )
    numbers = {"signing": terms.after_signing, "end": terms.after_end, "news": terms.with_news}
    return [kept % numbers, news % numbers, then]
