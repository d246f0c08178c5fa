"""Public pages are rendered once a second and are never older; what is somebody's own is kept by nobody."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.urls import reverse
from wagtail.models import PageViewRestriction

from campaigns.models import CampaignPage, ReviewLink
from cms import page_cache
from cms.page_cache import AT_MOST, RENEW_AFTER


class Clock:
    """Goes when it is told to: a busy machine is no later than another."""

    now = 0.0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture(autouse=True)
def clock(settings, monkeypatch) -> Clock:
    """Pages are kept as in production: the other tests see what they have just changed."""
    settings.KEEP_PAGES = True
    page_cache.pages.clear()
    page_cache.unkept.clear()
    clock = Clock()
    monkeypatch.setattr(page_cache, "time", clock)
    return clock


def named(page: CampaignPage) -> str:
    return page_cache.name_of(RequestFactory().get(page.url))


def say(page: CampaignPage, title: str) -> None:
    CampaignPage.objects.filter(pk=page.pk).update(title=title)


def test_within_a_second_a_page_asks_the_database_nothing(client, page, django_assert_num_queries):
    first = client.get(page.url)
    with django_assert_num_queries(0):
        again = client.get(page.url)
    assert (again.content, again.headers) == (first.content, first.headers)


def test_an_address_that_asks_for_nothing_we_know_is_the_same_page(client, page, django_assert_num_queries):
    first = client.get(page.url)
    with django_assert_num_queries(0):
        assert client.get(f"{page.url}?n=1&utm_source=x").content == first.content
    assert 'value="poster"' in client.get(f"{page.url}?source=poster").content.decode()


def test_a_page_says_how_long_it_may_be_kept(client, page, settings):
    settings.PAGE_MAX_AGE = 30
    assert client.get(page.url).headers["Cache-Control"] == "public, max-age=30, stale-if-error=60"


def test_what_is_published_shows_within_a_second(client, page, clock):
    client.get(page.url)
    say(page, "Something new")
    assert "Something new" not in client.get(page.url).content.decode()
    clock.sleep(1)
    assert "Something new" in client.get(page.url).content.decode()


def test_before_that_one_request_renders_for_the_others(client, page, clock):
    client.get(page.url)
    say(page, "Something new")
    clock.sleep(RENEW_AFTER)
    renewed = client.get(page.url)
    assert "Something new" in renewed.content.decode()
    assert client.get(page.url).content == renewed.content


def test_while_one_request_renders_the_others_get_what_is_there(client, page, clock, monkeypatch):
    monkeypatch.setattr(page_cache, "PATIENCE", 0)
    first = client.get(page.url)
    say(page, "Something new")
    with page_cache.turn(named(page), patience=0) as is_ours:
        assert is_ours
        clock.sleep(RENEW_AFTER)
        assert client.get(page.url).content == first.content
        clock.sleep(AT_MOST - RENEW_AFTER)
        assert "Something new" in client.get(page.url).content.decode()


def test_who_waits_takes_what_was_rendered_meanwhile_however_long_that_took(client, page, clock, monkeypatch):
    rendered = []
    render = page_cache.PageCacheMiddleware._render

    def slowly(self, request, name):
        rendered.append(name)
        try:
            return render(self, request, name)
        finally:
            clock.sleep(3)

    monkeypatch.setattr(page_cache.PageCacheMiddleware, "_render", slowly)
    first = client.get(page.url)

    @contextmanager
    def wait(name, *, patience):
        page_cache.keep(name, replace(page_cache.pages[name], since=clock.now - 3))  # by another, who began 3 s ago
        yield True

    monkeypatch.setattr(page_cache, "turn", wait)
    assert client.get(page.url).content == first.content
    assert len(rendered) == 1


def test_what_nobody_keeps_is_waited_for_by_nobody(client, page, monkeypatch):
    client.get(page.thank_you_url)
    monkeypatch.setattr(page_cache, "turn", None)
    assert client.get(page.thank_you_url).status_code == 200
    with pytest.raises(TypeError):
        client.get(page.url)


def test_a_draft_for_whoever_has_the_link_is_not_the_page_that_is_kept(client, page):
    live = client.get(page.url)
    page.title = "Only drafted"
    page.save_revision()
    link = ReviewLink.objects.create(key=page.key)
    shown = client.get(reverse("review_page", args=[link.token, page.pk, "page"]))
    assert "Only drafted" in shown.content.decode()
    assert "no-store" in shown.headers["Cache-Control"]
    again = client.get(page.url)
    assert (again.content, again.headers) == (live.content, live.headers)
    assert "Only drafted" not in again.content.decode()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_crowd_that_comes_at_once_has_the_page_rendered_once(page, monkeypatch):
    rendered = []
    render = page_cache.PageCacheMiddleware._render
    monkeypatch.setattr(
        page_cache.PageCacheMiddleware, "_render", lambda self, *one: rendered.append(one) or render(self, *one)
    )

    def visit(_number: int) -> bytes:
        try:
            return Client().get(page.url).content
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as crowd:
        seen = set(crowd.map(visit, range(8)))
    assert (len(seen), len(rendered)) == (1, 1)


def test_an_unchanged_page_is_not_sent_twice(client, page):
    tag = client.get(page.url).headers["ETag"]
    unchanged = client.get(page.url, headers={"If-None-Match": tag})
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert client.get(page.url, headers={"If-None-Match": '"another"'}).status_code == 200


def test_whoever_is_signed_in_gets_a_page_of_their_own(client, admin_client, page):
    own = admin_client.get(page.url)
    assert "no-store" in own.headers["Cache-Control"]
    assert "private" in own.headers["Cache-Control"]
    assert "wagtail-userbar" in own.content.decode()
    assert "wagtail-userbar" not in type(client)().get(page.url).content.decode()


def test_a_page_that_was_kept_is_not_what_somebody_signed_in_gets(client, page, administrator):
    client.get(page.url)
    say(page, "Something new")
    client.force_login(administrator)
    assert "Something new" in client.get(page.url).content.decode()


@pytest.mark.parametrize("query", ["", "?source=poster", "?source=letter"])
def test_each_address_has_a_page_of_its_own(client, page, query):
    kept = {client.get(page.url + other).content for other in ("", "?source=poster", "?source=letter")}
    assert len(kept) == 3
    assert client.get(page.url + query).content in kept


def test_hosts_do_not_share_pages(client, page, settings):
    settings.ALLOWED_HOSTS = ["testserver", "other.example.org"]
    client.get(page.url)
    say(page, "Something new")
    assert "Something new" in client.get(page.url, headers={"Host": "other.example.org"}).content.decode()
    assert client.get(page.url, headers={"Host": "evil.example"}).status_code == 400


def test_a_private_page_is_not_kept(client, page, settings):
    PageViewRestriction.objects.create(page=page, restriction_type="password", password="secret")
    answer = client.get(page.url)
    assert "public" not in answer.headers.get("Cache-Control", "")
    assert named(page) not in page_cache.pages


def test_a_draft_that_was_public_is_gone_within_a_second(client, page, clock):
    client.get(page.url)
    page.unpublish()
    clock.sleep(1)
    assert client.get(page.url).status_code == 404


def test_the_thanks_show_the_number_that_has_just_moved(client, page, send):
    client.get(page.thank_you_url)
    send()
    assert 'data-action-count="1"' in client.get(page.thank_you_url).content.decode()


def test_the_number_on_the_page_is_at_most_a_second_old(client, page, send, clock):
    client.get(page.url)
    send()
    clock.sleep(1)
    assert 'data-action-count="1"' in client.get(page.url).content.decode()


def test_what_is_answered_to_a_form_is_kept_by_nobody(send):
    assert "no-store" in send(email="").headers["Cache-Control"]


@pytest.mark.parametrize("path", ["/nothing/here/", "/en/nothing/"])
def test_what_is_not_there_is_looked_for_each_time(client, page, path):
    assert "public" not in client.get(path).headers.get("Cache-Control", "")


def test_looking_without_reading_gets_the_same_head(client, page):
    whole = client.get(page.url)
    assert client.head(page.url).headers["ETag"] == whole.headers["ETag"]
