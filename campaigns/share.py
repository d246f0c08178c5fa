"""Where people share a campaign: plain links to each network's own form. Nothing is loaded from any of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from django.utils.translation import gettext_lazy as _

BLUESKY_TAKES = 300  # characters


@dataclass(frozen=True)
class ShareLink:
    """`channel` is the source of whoever follows what was shared there."""

    channel: str
    label: Any
    url: str


def share_links(*, title: str, words: str, url_for: Callable[[str], str]) -> list[ShareLink]:
    def link(channel: str, label: Any, form: str, **query: str) -> ShareLink:
        return ShareLink(channel, label, f"{form}?{urlencode(query, quote_via=quote)}")

    def both(channel: str, *, most: int | None = None) -> str:
        url = url_for(channel)
        return f"{shortened(words, most - len(url) - 1) if most else words} {url}"

    return [
        link("whatsapp", "WhatsApp", "https://wa.me/", text=both("whatsapp")),
        link("email", _("E-mail"), "mailto:", subject=title, body=f"{words}\n\n{url_for('email')}"),
        link("facebook", "Facebook", "https://www.facebook.com/sharer/sharer.php", u=url_for("facebook")),
        link("x", "X", "https://x.com/intent/post", text=words, url=url_for("x")),
        link("bluesky", "Bluesky", "https://bsky.app/intent/compose", text=both("bluesky", most=BLUESKY_TAKES)),
    ]


def shortened(words: str, most: int) -> str:
    """Cut between two words."""
    return words if len(words) <= most else f"{words[: max(most - 1, 0)].rpartition(' ')[0]}…"
