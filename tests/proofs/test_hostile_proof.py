"""Proof: 5,000 hostile strings in every public field, in both encodings, against the running site on PostgreSQL.

None is answered with 500, comes back as markup or as a header, or makes a malformed mail. Seed: PROOF_SEED.
"""

import http.client
import os
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from campaigns.models import Letter
from home.serving import HOST
from tests.hostile import hostile_strings
from tests.hostile_requests import Attack, attacks
from tests.proofs.figures import SEED, own_address
from tests.proofs.running_site import running_site
from tests.stored_letters import malformed_mails
from tests.test_hostile_input import asking, receipt  # noqa: F401  the same scene

pytestmark = [pytest.mark.proof, pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

STRINGS = int(os.environ.get("PROOF_STRINGS", "5000"))
PROCESSES, THREADS = 3, 6
KEPT = threading.local()  # each thread's own connection


def send(port: int, attack: Attack) -> list[str]:
    """What is wrong with the answer. A server that closed the connection meanwhile is asked once more."""
    for is_last in (False, True):
        connection = KEPT.__dict__.setdefault("connection", http.client.HTTPConnection(HOST, port, timeout=60))
        try:
            headers = {"Content-Type": attack.kind} if attack.kind else {}
            connection.request(attack.method, attack.path, attack.body, headers)
            answer = connection.getresponse()
            return attack.wrongs(answer.status, answer.read(), dict(answer.getheaders()))
        except (OSError, http.client.HTTPException):
            connection.close()
            del KEPT.connection
            if is_last:
                return attack.wrongs(0, b"", {})
    return []


def test_no_string_breaks_a_page_or_a_mail_or_comes_back_alive(asking, receipt, tmp_path, report):  # noqa: F811
    requests, wrong = 0, []

    def attack_with(number: int, text: bytes) -> tuple[int, list[str]]:
        tried = list(attacks(text, number, page=asking, receipt=receipt))
        return len(tried), [what for attack in tried for what in send(site.port, attack)]

    strings = hostile_strings(STRINGS, seed=SEED)
    running = running_site(processes=PROCESSES, log=tmp_path / "log", DATABASE_URL=own_address())
    with running as site, ThreadPoolExecutor(THREADS) as pool:
        for number, found in pool.map(attack_with, range(len(strings)), strings):
            requests += number
            wrong += found
    mails, malformed = malformed_mails()
    failures = len(wrong) + len(malformed) + (requests < 12 * STRINGS)
    first = (wrong + malformed)[:5]
    report(
        n=requests, failures=failures, strings=len(strings), letters=Letter.objects.count(), mails=mails, first=first
    )
