"""Gives the demo two weeks of letters, for pictures of what staff see: `python -m tests.browser.two_weeks`."""

import os
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.dev")
django.setup()

from django.test import Client  # noqa: E402  Django comes first
from django.utils import timezone  # noqa: E402

from campaigns.models import CampaignPage, Letter  # noqa: E402
from tests.letters import shown  # noqa: E402

PER_DAY = [1, 3, 12, 9, 6, 4, 5, 2, 3, 7, 4, 2, 1, 3]  # today's first
SOURCES = ["newsletter", "newsletter", "poster", ""]


def main() -> None:
    pages = list(CampaignPage.objects.filter(live=True).select_related("locale").order_by("pk"))
    days = [ago for ago, letters in enumerate(PER_DAY) for _ in range(letters)]
    for number, ago in enumerate(days):
        page = pages[number % 3 == 0]
        sign(page, number)
        Letter.objects.filter(pk=Letter.objects.latest("pk").pk).update(signed_at=timezone.now() - timedelta(ago))


def sign(page: CampaignPage, number: int) -> None:
    answers = {
        "first_name": "Alex",
        "last_name": "Example",
        "email": f"alex{number}@example.org",
        "postal_code": "K1A 0A6",
        "message": page.message,
        "source": SOURCES[number % len(SOURCES)],
        "consent_updates": "on" if number % 4 else "",
    } | shown(page)
    answer = Client().post(f"/{page.locale.language_code}/write/{page.pk}/", answers, headers={"host": "localhost"})
    assert answer.status_code == 303, answer


if __name__ == "__main__":
    main()
