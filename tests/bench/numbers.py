"""What is told of a campaign that a million people have written for: call it after they have been put there."""

import time
from collections.abc import Callable, Iterator

from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from campaigns.models import Campaign
from cms.models import User
from tests.bench.scene import Scene
from tests.bench.table import ROUNDS, Row, of_rounds


def measure(scene: Scene) -> Iterator[Row]:
    call_command("recount", verbosity=0)
    key = scene.page.key
    number = Campaign.objects.number_for(key)
    counting = milliseconds(lambda: Campaign.objects.filter(key=key).get().letters.count(), times=1)
    beside = f"{number:,} people; counting the rows takes {min(counting):,.0f} ms"
    kept = milliseconds(lambda: Campaign.objects.number_for(key), times=100)
    yield of_rounds("the public number at a million letters", kept, "ms", 1, is_ceiling=True, beside=beside)

    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.get(username="admin"))
    address = reverse("campaign_results", args=[key])
    assert client.get(address).status_code == 200
    shown = milliseconds(lambda: client.get(address), times=3)
    yield of_rounds("the results page at a million letters", shown, "ms", 300, is_ceiling=True)


def milliseconds(work: Callable[[], object], *, times: int) -> list[float]:
    """Of one `work`, on average of so many; ROUNDS of them."""
    figures = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        for _ in range(times):
            work()
        figures.append((time.perf_counter() - started) / times * 1000)
    return figures
