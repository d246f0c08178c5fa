"""From a postal code to districts: the local table, the shared cache, and Represent with all its ways to fail."""

import json
import logging
import shutil
import ssl
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from campaigns.lookup import Certainty, LookupUnavailable, can_ask_others, fetch, find, known, memory, represent
from campaigns.lookup.base import BadAnswer, BudgetSpent, NoAnswer, NotConfigured, Resting
from campaigns.models import District, Legislature, LookupAnswer, Upstream
from tests import factories
from tests.fake_represent import (
    FAILING,
    ORDER_2013,
    ORDER_2023,
    PROVINCE,
    FakeRepresent,
    boundary,
    document,
    postal_codes,
)

pytestmark = pytest.mark.django_db

CODE = "K1A0B1"
MANY_CODES = postal_codes(110)


@pytest.fixture
def riding(db) -> District:
    return factories.DistrictFactory(code="35001", name_en="Riverside")


@pytest.fixture
def house(riding: District) -> Legislature:
    return riding.legislature


@pytest.fixture
def upstream(settings, riding):
    """Represent, which knows that CODE lies in Riverside."""
    with FakeRepresent() as fake:
        fake.know(CODE, listed=["35001"])
        settings.REPRESENT_URL = fake.url
        yield fake


@pytest.fixture
def clock(time_machine):
    """Stands still, until it is shifted."""
    time_machine.move_to(timezone.now(), tick=False)
    return time_machine


def ask(fake: FakeRepresent, house: Legislature, *, times: int, mode: str = "ok") -> list[type]:
    """What came of each of `times` lookups of different codes, which Represent knows."""
    fake.mode = mode
    for code in MANY_CODES[:times]:
        fake.know(code, listed=["35001"])
    return [outcome(code, house) for code in MANY_CODES[:times]]


def outcome(code: str, house: Legislature) -> type:
    try:
        return type(represent.lookup(code, house))
    except LookupUnavailable as trouble:
        return type(trouble)


def seconds_for(code: str, house: Legislature) -> float:
    start = time.perf_counter()
    with suppress(LookupUnavailable):
        find(code, house)
    return time.perf_counter() - start


class TestTheLocalTable:
    def test_it_answers_before_anybody_else(self, upstream, riding, house):
        factories.PostalCodeFactory(code=CODE, district=riding)
        assert known(CODE, house) == find(CODE, house)
        assert (find(CODE, house).only, find(CODE, house).source) == (riding, "database")
        assert upstream.requests == []

    def test_a_code_of_an_older_order_is_not_known(self, house):
        old = factories.DistrictFactory(code="35001", representation_order="2013")
        factories.PostalCodeFactory(code=CODE, district=old)
        assert known(CODE, house) is None

    def test_a_code_in_two_districts_has_no_only_one(self, house, riding):
        for district in (riding, factories.DistrictFactory()):
            factories.PostalCodeFactory(code=CODE, district=district)
        answer = known(CODE, house)
        assert (len(answer.districts), answer.only) == (2, None)

    def test_with_nobody_else_to_ask_nothing_found_is_counted_and_not_remembered(self, house, riding):
        assert not can_ask_others(house)
        assert find(CODE, house).districts == find(CODE, house).districts == []
        assert LookupAnswer.objects.not_found().get().times_asked == 2
        assert known(CODE, house) is None
        factories.PostalCodeFactory(code=CODE, district=riding)
        assert find(CODE, house).only == riding


class TestWhatRepresentSays:
    def test_districts_that_the_code_touches_are_certain(self, upstream, house, riding):
        answer = represent.lookup(CODE, house)
        assert (answer.only, answer.source, answer.certainty) == (riding, "represent", Certainty.CERTAIN)

    def test_the_district_of_the_middle_is_approximate(self, upstream, house, riding):
        upstream.know(CODE, middle=[boundary("999", PROVINCE), "35001"])
        answer = represent.lookup(CODE, house)
        assert (answer.only, answer.certainty) == (riding, Certainty.APPROXIMATE)

    def test_the_districts_touched_count_more_than_the_middle(self, upstream, house, riding):
        other = factories.DistrictFactory(code="35002")
        upstream.know(CODE, listed=["35001", "35002"], middle=["35001"])
        answer = represent.lookup(CODE, house)
        assert set(answer.districts) == {riding, other}
        assert (answer.only, answer.certainty) == (None, Certainty.CERTAIN)

    def test_a_code_of_one_order_never_meets_a_district_of_another(self, upstream, house, riding):
        old = factories.DistrictFactory(code="35002", representation_order="2013")
        factories.DistrictFactory(code="35002")
        upstream.know(CODE, middle=[boundary("35002", ORDER_2013), "35001"])
        assert represent.lookup(CODE, house).only == riding
        house.current_order = "2013"
        house.save()
        assert represent.lookup(CODE, house).only == old

    def test_a_code_that_it_does_not_know_is_nothing_found(self, upstream, house):
        assert represent.lookup("K1A0B9", house).districts == []

    def test_a_code_that_it_knows_to_be_nowhere_is_nothing_found(self, upstream, house):
        upstream.know(CODE, middle=[boundary("999", PROVINCE)])
        assert represent.lookup(CODE, house).districts == []

    def test_a_district_that_the_directory_lacks_is_passed_over_and_said_in_the_log(self, upstream, house, caplog):
        factories.DistrictFactory(code="35002")
        upstream.know(CODE, listed=["35001", "35002", "35999"])
        assert len(represent.lookup(CODE, house).districts) == 2
        assert "35999" in caplog.text
        assert CODE not in caplog.text

    def test_the_one_that_is_left_of_several_is_not_picked(self, upstream, house):
        upstream.know(CODE, listed=["35001", "35999"])
        assert represent.lookup(CODE, house).districts == []

    def test_only_the_postal_code_leaves_and_the_product_says_its_name(self, upstream, house):
        represent.lookup(CODE, house)
        (path, headers), *others = upstream.requests
        assert (path, others) == (f"/postcodes/{CODE}/", [])
        assert set(headers) == {"Host", "Accept", "Accept-Encoding", "User-Agent", "Connection"}
        assert "DearMinister" in headers["User-Agent"]

    def test_a_mirror_may_be_named_with_a_path(self, upstream, house, settings):
        upstream.prefix, settings.REPRESENT_URL = "/mirror", f"{upstream.url}/mirror/"
        assert represent.lookup(CODE, house).districts
        assert upstream.requests[0][0] == f"/mirror/postcodes/{CODE}/"


class TestTroubleIsNeverNothingFound:
    @pytest.mark.parametrize("mode", FAILING)
    def test_each_way_to_fail(self, upstream, house, mode, caplog):
        caplog.set_level(logging.INFO)
        upstream.mode = mode
        start = time.perf_counter()
        with pytest.raises(LookupUnavailable):
            find(CODE, house)
        assert time.perf_counter() - start <= 2.7
        assert known(CODE, house) is None
        assert len(upstream.requests) == 1
        assert upstream.redirects_followed == 0
        assert CODE not in caplog.text

    def test_a_slow_answer_is_an_answer(self, upstream, house, riding):
        upstream.mode = "slow"
        assert find(CODE, house).only == riding

    @pytest.mark.parametrize(
        "url", ["http://127.0.0.1:1", "represent.example.org", "http://[", "http://127.0.0.1:99999", "ftp://127.0.0.1"]
    )
    def test_an_address_that_leads_nowhere(self, house, settings, url):
        settings.REPRESENT_URL = url
        with pytest.raises(NoAnswer):
            find(CODE, house)

    def test_an_answer_about_another_code(self, upstream, house):
        upstream.documents[CODE] = document("K1A0B2", [boundary("35001")], [])
        with pytest.raises(LookupUnavailable):
            find(CODE, house)

    @pytest.mark.parametrize("code", ["35001\x00", "\ud800", "3" * 21, ""])
    def test_a_districts_code_that_no_database_takes(self, upstream, house, code):
        upstream.know(CODE, listed=[code])
        with pytest.raises(BadAnswer):
            find(CODE, house)

    def test_a_silent_server_is_left_after_two_seconds(self, upstream):
        upstream.mode = "hang"
        with pytest.raises(NoAnswer, match="TimeoutError"):
            fetch.fetch_json(upstream.url)

    @pytest.mark.parametrize("wrong", ["/api", "/postcodes", "/elsewhere/represent/"])
    def test_nothing_is_found_at_a_wrong_address(self, upstream, house, settings, wrong):
        settings.REPRESENT_URL = upstream.url + wrong
        with pytest.raises(BadAnswer, match="is REPRESENT_URL right"):
            find("K1A0B9", house)
        assert known("K1A0B9", house) is None

    def test_an_address_is_proven_once_by_its_districts_or_by_a_code_that_is_found(self, upstream, house):
        for code in ("K1A0B7", "K1A0B8", "K1A0B9"):
            assert find(code, house).districts == []
        assert [path for path, _headers in upstream.requests].count(ORDER_2023) == 1
        represent._proven.clear()
        find(CODE, house)
        find("K1A0C1", house)
        assert [path for path, _headers in upstream.requests].count(ORDER_2023) == 1

    def test_a_code_of_another_form_is_not_asked(self, upstream, house):
        for code in ("k1a0b1", "K1A 0B1", "D1A0B1", "K1A0B1/../x", "90210", ""):
            with pytest.raises(LookupUnavailable):
                represent.lookup(code, house)
        assert upstream.requests == []

    def test_nobody_vouches_for_the_server(self, upstream, house, settings, tmp_path):
        if not shutil.which("openssl"):
            pytest.skip("needs openssl to make a certificate")
        settings.REPRESENT_URL = speak_tls(upstream, tmp_path)
        with pytest.raises(NoAnswer, match="SSLCertVerificationError"):
            find(CODE, house)
        assert upstream.requests == []

    def test_not_configured(self, house, settings):
        with pytest.raises(NotConfigured):
            represent.lookup(CODE, house)
        settings.REPRESENT_URL = "http://127.0.0.1:1"
        assert can_ask_others(house)
        assert not can_ask_others(factories.LegislatureFactory(code="elsewhere"))

    def test_whoever_asks_inside_a_transaction_is_told(self, upstream, house):
        with pytest.raises(RuntimeError), transaction.atomic():
            find(CODE, house)


def speak_tls(fake: FakeRepresent, folder) -> str:
    """From now on the fake speaks TLS with a certificate that nobody signed but itself. Returns its address."""
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    command = (
        "openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=localhost -addext subjectAltName=DNS:localhost"
    )
    subprocess.run([*command.split(), "-keyout", key, "-out", certificate], check=True, capture_output=True)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)
    fake.server.socket = tls.wrap_socket(fake.server.socket, server_side=True)
    return fake.url.replace("http://127.0.0.1", "https://localhost")


class TestTheBreaker:
    def test_five_failures_in_a_row_leave_the_upstream_alone_at_no_cost(self, upstream, house):
        assert ask(upstream, house, times=9, mode="503") == [NoAnswer] * 5 + [Resting] * 4
        assert len(upstream.requests) == 5
        assert max(seconds_for(CODE, house) for _ in range(20)) <= 0.05

    def test_an_answer_in_between_starts_the_count_again(self, upstream, house):
        ask(upstream, house, times=4, mode="503")
        ask(upstream, house, times=1)
        assert Resting not in ask(upstream, house, times=5, mode="503")
        assert outcome(CODE, house) is Resting

    def test_after_a_minute_one_probe_decides_for_all(self, upstream, house, clock):
        ask(upstream, house, times=5, mode="503")
        clock.shift(59)
        assert outcome(CODE, house) is Resting
        clock.shift(2)
        assert ask(upstream, house, times=2, mode="502") == [NoAnswer, Resting]
        clock.shift(61)
        upstream.mode = "ok"
        assert find(CODE, house).districts
        assert Upstream.objects.get().failures == 0

    def test_a_probe_whose_process_died_is_followed_by_another(self, upstream, house, clock):
        ask(upstream, house, times=5, mode="503")
        clock.shift(61)
        with suppress(KeyboardInterrupt), represent.asking(represent.SOURCE, calls_a_minute=50):
            raise KeyboardInterrupt  # no failure is noted, as when a process is killed
        assert ask(upstream, house, times=1) == [Resting]
        clock.shift(61)
        assert Resting not in ask(upstream, house, times=2)

    def test_who_entered_before_it_opened_does_not_close_it(self, upstream, house):
        with represent.asking(represent.SOURCE, calls_a_minute=50):
            ask(upstream, house, times=5, mode="503")
        assert outcome(CODE, house) is Resting

    def test_a_failure_that_comes_late_does_not_prolong_the_rest(self, upstream, house, clock):
        with suppress(NoAnswer), represent.asking(represent.SOURCE, calls_a_minute=50):
            ask(upstream, house, times=5, mode="503")
            clock.shift(30)
            raise NoAnswer("of a call that entered before")
        clock.shift(31)
        assert outcome(CODE, house) is NoAnswer


class TestTheBudget:
    def test_fifty_calls_in_any_minute(self, upstream, house, clock):
        ask(upstream, house, times=30)
        clock.shift(40)
        assert ask(upstream, house, times=21)[-2:] == [represent.Answer, BudgetSpent]
        clock.shift(21)  # the first thirty are a minute old, the others are not
        assert ask(upstream, house, times=40).count(BudgetSpent) == 10
        assert len(upstream.requests) == 80

    def test_visitors_leave_calls_to_the_letters_that_are_signed(self, upstream, house, clock):
        ask(upstream, house, times=10)
        clock.shift(30)
        ask(upstream, house, times=20)
        with pytest.raises(BudgetSpent):
            find(CODE, house, for_visitor=True)
        assert find(CODE, house).districts
        with pytest.raises(BudgetSpent) as spent:
            find("K1A0A7", house, for_visitor=True)
        assert spent.value.seconds == pytest.approx(30), "until the tenth and the first after it are a minute old"
        clock.shift(31)
        find("K1A0A7", house, for_visitor=True)

    def test_who_comes_too_late_is_told_when(self, upstream, house, clock):
        ask(upstream, house, times=50)
        clock.shift(20)
        with pytest.raises(BudgetSpent) as spent:
            find(CODE, house)
        assert spent.value.seconds == pytest.approx(40)


class TestTheCache:
    def test_an_answer_lasts_thirty_days(self, upstream, house, riding, clock):
        find(CODE, house)
        clock.shift(timedelta(days=30, seconds=-1))
        assert find(CODE, house).only == known(CODE, house).only == riding
        assert len(upstream.requests) == 1
        clock.shift(1)
        find(CODE, house)
        assert len(upstream.requests) == 2

    def test_its_certainty_and_source_are_kept(self, upstream, house):
        upstream.know(CODE, middle=["35001"])
        assert find(CODE, house) == find(CODE, house) == known(CODE, house)
        assert known(CODE, house).certainty is Certainty.APPROXIMATE

    def test_nothing_found_lasts_a_day_and_each_time_it_is_asked_for_is_counted(self, upstream, house, clock):
        for _ in range(3):
            assert find("K1A0B9", house).districts == []
        assert (len(upstream.requests), known("K1A0B9", house).districts) == (2, []), (
            "the other one is for its districts"
        )
        clock.shift(timedelta(hours=24))
        assert known("K1A0B9", house) is None
        find("K1A0B9", house)
        assert len(upstream.requests) == 3
        assert LookupAnswer.objects.not_found().get().times_asked == 4

    def test_a_stale_district_is_served_while_the_upstream_fails(self, upstream, house, riding, clock):
        find(CODE, house)
        clock.shift(timedelta(days=90))
        upstream.mode = "503"
        assert find(CODE, house).only == known(CODE, house).only == riding
        assert len(upstream.requests) == 2

    def test_a_stale_nothing_is_not(self, upstream, house, clock):
        find("K1A0B9", house)
        clock.shift(timedelta(days=2))
        upstream.mode = "503"
        with pytest.raises(LookupUnavailable):
            find("K1A0B9", house)

    def test_nothing_found_gives_way_to_a_district(self, upstream, house, riding, clock):
        find("K1A0B9", house)
        upstream.know("K1A0B9", listed=["35001"])
        clock.shift(timedelta(days=2))
        assert find("K1A0B9", house).only == known("K1A0B9", house).only == riding
        assert not LookupAnswer.objects.not_found().exists()

    def test_a_new_order_of_districts_makes_old_answers_unknown(self, upstream, house):
        find(CODE, house)
        house.current_order = "2033"
        house.save()
        assert known(CODE, house) is None

    def test_without_the_upstream_what_it_once_said_still_serves(self, upstream, house, riding, settings, clock):
        find(CODE, house)
        settings.REPRESENT_URL = ""
        clock.shift(timedelta(days=90))
        assert find(CODE, house).only == riding

    def test_known_asks_nobody(self, upstream, house):
        assert known(CODE, house) is None
        assert upstream.requests == []


def test_a_backend_in_memory_serves_tests(house, riding, settings, monkeypatch):
    settings.LOOKUP_BACKEND = "campaigns.lookup.memory"
    monkeypatch.setitem(memory.districts, CODE, [riding])
    assert can_ask_others(house)
    assert find(CODE, house).only == riding
    monkeypatch.setattr(memory, "is_down", True)
    with pytest.raises(LookupUnavailable):
        find("K1A0B2", house)


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["35001", CODE])
KEYS = st.sampled_from([*document(CODE, [], []), *boundary("35001"), "boundary_set_url"]) | st.text(max_size=3)
ANYTHING = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner), max_leaves=15)
NEARLY_A_BOUNDARY = st.tuples(st.sampled_from(list(boundary("35001"))), ANYTHING).map(
    lambda change: boundary("35001") | dict([change])
)
NEARLY_RIGHT = st.builds(
    lambda listed, middle, changes: document(CODE, [boundary("35001")], []) | listed | middle | changes,
    st.just({}) | st.lists(NEARLY_A_BOUNDARY).map(lambda many: {"boundaries_concordance": many}),
    st.just({}) | st.lists(NEARLY_A_BOUNDARY).map(lambda many: {"boundaries_centroid": many}),
    st.dictionaries(KEYS, ANYTHING, max_size=1),
)
BODIES = (
    (ANYTHING | NEARLY_RIGHT).map(lambda value: json.dumps(value).encode())
    | st.binary()
    | st.sampled_from([b"[" * 100_000, b"9" * 10_000, b"\xff\xfe{}", b'{"code": "\\u0000"}'])
)


@hypothesis_settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=BODIES)
def test_whatever_comes_back_is_an_answer_or_trouble_by_its_name(upstream, house, riding, body):
    upstream.mode, upstream.body = "verbatim", body
    Upstream.objects.all().delete()
    try:
        answer = represent.lookup(CODE, house)
    except LookupUnavailable:
        return
    assert set(answer.districts) <= {riding}


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    """Ten threads, each with a connection of its own, as ten processes have."""

    def together(self, house, codes) -> list[type]:
        barrier = Barrier(len(codes))

        def run(code: str) -> type:
            barrier.wait()
            try:
                return outcome(code, house)
            finally:
                connection.close()

        with ThreadPoolExecutor(len(codes)) as threads:
            return list(threads.map(run, codes))

    def test_exactly_one_probe(self, upstream, house, clock):
        ask(upstream, house, times=5, mode="503")
        clock.shift(61)
        upstream.mode = "slow"
        upstream.know(CODE, listed=["35001"])
        outcomes = self.together(house, [CODE] * 10)
        assert (outcomes.count(represent.Answer), outcomes.count(Resting)) == (1, 9)

    def test_the_budget_is_kept(self, upstream, house):
        ask(upstream, house, times=45)
        assert self.together(house, MANY_CODES[100:110]).count(BudgetSpent) == 5
        assert len(upstream.requests) == 50

    def test_the_breaker_counts_every_failure(self, upstream, house):
        upstream.mode = "503"
        self.together(house, MANY_CODES[:4])
        assert Upstream.objects.get().failures == 4

    def test_an_answer_is_kept_once(self, upstream, house):
        barrier = Barrier(5)

        def run(_number: int):
            barrier.wait()
            try:
                return find(CODE, house).only
            finally:
                connection.close()

        with ThreadPoolExecutor(5) as threads:
            assert len(set(threads.map(run, range(5)))) == 1
        assert LookupAnswer.objects.count() == 1


def test_a_document_that_is_too_long_is_not_read_to_its_end(upstream):
    upstream.mode = "huge"
    start = time.perf_counter()
    with pytest.raises(NoAnswer, match="more than 524288 bytes"):
        fetch.fetch_json(upstream.url + f"/postcodes/{CODE}/")
    assert time.perf_counter() - start < 1
