"""Supporters come, thirty a second, while all that serves them is restarted, one after the other."""

import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from statistics import quantiles

from django.db import connection

from campaigns.models import Letter
from tests.ledger import Ledger, wait_for
from tests.production import content, memory
from tests.production.stack import Stack
from tests.production.verdict import Verdict
from tests.production.visitor import Answer

POSTS, VISITS = 30, 10  # a second
AT_ONCE = 24
BETWEEN = 2.0  # seconds, until nginx asks a site again that was away
MAILS_WITHIN = 300.0  # seconds after the last post
SITE_MEMORY, WORKER_MEMORY = 150, 120  # MB


def check_load(stack: Stack, verdict: Verdict, *, minutes: float) -> None:
    letters, mails = Letter.objects.count(), stack.sink.count()
    action, hidden = stack.visitor.form(content.ENGLISH)

    def sign(number: int) -> Answer:
        person = content.PERSON | {"email": f"load{number}@example.net"}
        return stack.visitor.post(action, hidden | person)

    tell_memory(stack, verdict, "before the load")
    seconds, posts, visits = minutes * 60, [], []
    signing = go(sign, posts, rate=POSTS, seconds=seconds)
    looking = go(lambda _n: stack.visitor.get(content.ENGLISH), visits, rate=VISITS, seconds=seconds)
    for part in (1, 2):
        time.sleep(seconds / 3)
        restart_all(stack, verdict, f"rolling restart {part}")
    signing.join()
    looking.join()
    check_answers(verdict, "posts", posts, wanted=303)
    check_answers(verdict, "visits", visits, wanted=200)
    check_letters(stack, verdict, letters + sum(one.status == 303 for one in posts), mails)
    tell_memory(stack, verdict, "after the load")


def go(work: Callable[[int], Answer], answers: list[Answer], *, rate: float, seconds: float) -> threading.Thread:
    """At that rate, however long the answers take."""

    def run() -> None:
        began = time.monotonic()
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for number in range(int(rate * seconds)):
                time.sleep(max(0.0, began + number / rate - time.monotonic()))
                pool.submit(lambda number=number: answers.append(work(number)))

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def restart_all(stack: Stack, verdict: Verdict, what: str) -> None:
    took = []
    for program in (*stack.sites, *stack.workers):
        took.append(stack.restart(program))
        time.sleep(BETWEEN)
    stack.reload_nginx()
    codes = [program.exit_codes[-1] for program in (*stack.sites, *stack.workers)]
    figure = f"exit codes {codes}, slowest stop {max(took):.1f} s"
    verdict.check(what, not any(codes), figure)


def check_answers(verdict: Verdict, what: str, answers: list[Answer], *, wanted: int) -> None:
    wrong = Counter(one.status for one in answers if one.status != wanted)
    trouble = Counter(one.trouble for one in answers if one.trouble).most_common(2)
    parts = quantiles((one.seconds * 1000 for one in answers), n=100)
    times = f"p50 {parts[49]:.0f} ms, p95 {parts[94]:.0f} ms, p99 {parts[98]:.0f} ms"
    verdict.check(f"{len(answers):,} {what}, 0 errors", not wrong, f"{times} {dict(wrong) or ''} {trouble or ''}")


def check_letters(stack: Stack, verdict: Verdict, letters: int, mails_before: int) -> None:
    """Each is stored, and each of its mails was taken exactly once."""
    stored = Letter.objects.count()
    verdict.check("0 letters lost", stored == letters, f"{stored:,} stored, {letters:,} thanked for")
    with connection.cursor() as cursor:
        ledger = settled(cursor, stack)
    wrong = len(ledger.lost) + sum(ledger.taken[row.message_id] != 1 for row in ledger.rows)
    verdict.check("each mail left once", not wrong, f"{stack.sink.count() - mails_before:,} mails, {ledger.figures}")


def settled(cursor, stack: Stack) -> Ledger:
    wait_for(lambda: not Ledger.of(cursor, stack.sink.taken()).lost, within=MAILS_WITHIN)
    return Ledger.of(cursor, stack.sink.taken())


def tell_memory(stack: Stack, verdict: Verdict, when: str) -> None:
    sites = [pid for site in stack.sites for pid in memory.children_of(site.pid)]
    for what, pids, most in (
        ("a site's process", sites, SITE_MEMORY),
        ("a worker", [worker.pid for worker in stack.workers], WORKER_MEMORY),
    ):
        largest = memory.largest(pids)
        verdict.check(f"memory of {what} {when}, <= {most} MB", largest.own <= most, largest)
