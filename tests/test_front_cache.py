"""A cache in front of the site is told what was published."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from django.apps import apps
from wagtail.contrib.frontend_cache.utils import purge_page_from_cache

from campaigns.models import CampaignPage

BY_PURGE = "wagtail.contrib.frontend_cache.backends.HTTPBackend"


@pytest.fixture
def purged() -> Iterator[tuple[str, list[str]]]:
    """Where a cache listens, and what it was told to forget."""
    paths: list[str] = []

    class Cache(BaseHTTPRequestHandler):
        def do_PURGE(self):
            paths.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_words):
            """Says nothing."""

    server = HTTPServer(("127.0.0.1", 0), Cache)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", paths
    server.shutdown()
    server.server_close()


@pytest.mark.django_db
def test_the_page_and_its_thank_you_page_are_forgotten(page, purged, settings):
    address, paths = purged
    settings.WAGTAILFRONTENDCACHE = {"front": {"BACKEND": BY_PURGE, "LOCATION": address}}
    purge_page_from_cache(CampaignPage.objects.get(pk=page.pk))
    assert {"/en/campaigns/justice/", "/en/campaigns/justice/thank-you/"} <= set(paths)


@pytest.mark.django_db
def test_nginx_keeps_no_copy_beside_it_which_it_would_be_given_after_a_change(client, page, settings):
    settings.FRONTEND_CACHE, settings.PAGE_MAX_AGE = "https://cache.example.org", 300
    headers = client.get(page.url).headers
    assert (headers["X-Accel-Expires"], headers["Cache-Control"]) == ("0", "public, max-age=300, stale-if-error=60")
    settings.FRONTEND_CACHE = ""
    assert "X-Accel-Expires" not in client.get(page.url).headers


def test_without_one_nothing_is_told():
    assert not apps.is_installed("wagtail.contrib.frontend_cache")
