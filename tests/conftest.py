import logging
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import pytest_django
from django.contrib.auth.models import Permission
from django.db import connection
from django.db.models.signals import post_save
from django.test import Client
from django.utils import translation
from modelsearch.index import get_indexed_models
from modelsearch.signal_handlers import post_save_signal_handler
from wagtail.models import Page

from campaigns.models import CampaignIndexPage, CampaignPage, District, Recipient, SendingSettings
from cms.models import User
from home.models import HomePage
from tests import factories
from tests.canaries import SUPPORTERS, Watch
from tests.chromium import find_chromium, launch_options
from tests.letters import shown
from tests.mail_server import MailServer
from tests.proofs.figures import own_address
from tests.sink import Sink
from tests.workers import Workers

# Playwright runs an event loop in the test's thread, where Django would then refuse the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


def pytest_itemcollected(item: pytest.Item) -> None:
    """What has no row to do with says the same on every database: `-m database` leaves it out."""
    if item.get_closest_marker("django_db") or not {"db", "transactional_db"}.isdisjoint(item.fixturenames):
        item.add_marker("database")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=empties_the_database)
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker("no_cover")  # coverage loses count where Playwright switches greenlets
    missing = {}
    if connection.vendor != "postgresql":
        missing["postgresql"] = pytest.mark.skip(reason="needs PostgreSQL")
    if find_chromium() is None:
        missing["browser"] = pytest.mark.skip(reason="needs Chromium")
    for item in items:
        for marker in missing.keys() & {mark.name for mark in item.iter_markers()}:
            item.add_marker(missing[marker])


def empties_the_database(item: pytest.Item) -> bool:
    """Whether what the migrations put into the database is gone afterwards: such tests come last.

    pytest-django sorts so too, but the browser's tests are moved again, to share one browser.
    """
    transactional = any(mark.kwargs.get("transaction") for mark in item.iter_markers("django_db"))
    return transactional or not {"live_server", "transactional_db"}.isdisjoint(item.fixturenames)


@pytest.fixture
def tell(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Has this text printed at the end of the run, whichever process the test was in."""
    return lambda text: record_property("told", text)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = [report for reports in terminalreporter.stats.values() for report in reports]
    for report in reports:
        if getattr(report, "when", "") == "call":
            for name, text in report.user_properties:
                if name == "told":
                    terminalreporter.write_line(text)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    return browser_type_launch_args | launch_options()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker) -> None:
    """Without the page that Wagtail brings, which each scene would have to clear away."""
    with django_db_blocker.unblock():
        Page.objects.filter(depth=2).delete()


@pytest.fixture(scope="session", autouse=True)
def nothing_indexed() -> None:
    """No row is put into the search index as it is saved: a scene has dozens, and few tests search."""
    for model in get_indexed_models():
        post_save.disconnect(post_save_signal_handler, sender=model)


@pytest.fixture
def indexed(nothing_indexed: None) -> Iterator[None]:
    """For tests that search: rows are put into the index again."""
    models = get_indexed_models()
    for model in models:
        post_save.connect(post_save_signal_handler, sender=model)
    yield
    for model in models:
        post_save.disconnect(post_save_signal_handler, sender=model)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """A request leaves its language active; each test starts in English."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=bool(os.environ.get("LOOK_FOR_PEOPLE")))
def nobody_elsewhere(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """With LOOK_FOR_PEOPLE=1, as `make prove` has it: after each test the supporters that tests are made of stand in no
    log, no cache, and no table but those that are listed."""
    caplog.set_level(logging.DEBUG)
    logging.getLogger("factory").setLevel(logging.INFO)
    has_database = request.node.get_closest_marker("django_db") or "db" in request.fixturenames
    if has_database:
        request.getfixturevalue("_django_db_helper")
    yield
    if has_database and not request.node.get_closest_marker("speaks_of_people"):
        assert Watch(caplog).leaks(canaries=SUPPORTERS) == {}


@pytest.fixture
def administrator(db) -> User:
    return factories.UserFactory(administrator=True)


@pytest.fixture
def admin_client(client: Client, administrator: User) -> Client:
    client.force_login(administrator)
    return client


@pytest.fixture
def mail_server(settings) -> Iterator[MailServer]:
    """A real one, which the settings then name."""
    with MailServer() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.hostname, server.port
        yield server


@pytest.fixture
def home(db) -> HomePage:
    return factories.make_site()


@pytest.fixture
def outsider(db) -> User:
    """May open the admin, and edit no page."""
    user = factories.UserFactory()
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    return user


@pytest.fixture
def district(db) -> District:
    """Where K1A 0A6 lies; Robin Member sits for it."""
    district = factories.DistrictFactory(name_en="Ottawa Centre", name_fr="Ottawa-Centre")
    factories.PostalCodeFactory(district=district)
    factories.RecipientFactory(representative=True, district=district)
    return district


@pytest.fixture
def minister(db) -> Recipient:
    return factories.RecipientFactory()


@pytest.fixture
def index(home: HomePage) -> CampaignIndexPage:
    return factories.CampaignIndexPageFactory(parent=home, slug="campaigns")


@pytest.fixture
def page(index: CampaignIndexPage, minister: Recipient, district: District) -> CampaignPage:
    """An open campaign that writes to the minister and to the supporter's own member."""
    return factories.CampaignPageFactory(parent=index, slug="justice", recipients=[minister, district.legislature])


@pytest.fixture
def uncapped(home) -> None:
    """Letters leave as fast as they can."""
    SendingSettings.objects.update(recipient_cap=None, domain_cap=None)


@pytest.fixture
def sink() -> Iterator[Sink]:
    """A mail server in a process of its own."""
    with Sink() as sink:
        yield sink


@pytest.fixture
def launch(page: CampaignPage, sink: Sink, tmp_path: Path) -> Iterator[Callable[..., Workers]]:
    """Makes launchers of real workers, on this test's own database, which is PostgreSQL's; `options` as of Workers."""
    with ExitStack() as stack:
        own = {"database": own_address(), "mail": sink.url, "log": tmp_path / "log"}
        yield lambda **options: stack.enter_context(Workers(**own | options))


@pytest.fixture
def answers(page: CampaignPage) -> dict[str, str]:
    """What a supporter fills in."""
    return {
        "first_name": "Jane",
        "last_name": "Doe",
        "email": "jane@example.org",
        "postal_code": "K1A 0A6",
        "message": page.message,
    } | shown(page)


@pytest.fixture
def send(client: Client, page: CampaignPage, answers: dict[str, str]):
    """Posts the letter form, with other answers where they are given."""

    def post(**others):
        return client.post(f"/en/write/{page.pk}/", answers | others)

    return post
