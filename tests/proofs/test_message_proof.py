"""Proof: whatever character stands in a name, a subject, a Reply-To name or a campaign's title, the message is whole.

Each of the 1,112,064 Unicode scalar values is cleaned, on its own and between letters. Each one that is kept then
stands by itself, at the beginning, between letters and at the end of a text, and on its own, in all four places of a
letter and a notice; those that cleaning takes away stand there uncleaned, in the same way, eight to a text. Of each
message: exactly the headers that were meant, once; no control byte; no line over 998 octets; one envelope recipient;
the subject is read as it was written. Nothing is left to chance, so the seed changes nothing.
"""

import json
import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.proof

SCALARS = 0x110000 - 0x800  # all code points but the surrogates


def test_every_character_in_every_place(report):
    processes = os.cpu_count() or 1
    command = [sys.executable, "-m", "tests.proofs.message_process"]
    names = {"DJANGO_SETTINGS_MODULE": "cms.settings.test", "DATABASE_URL": "sqlite://:memory:"}
    running = [
        subprocess.Popen([*command, f"{first}", f"{processes}"], env=os.environ | names, stdout=subprocess.PIPE)
        for first in range(processes)
    ]
    done = [json.loads(process.communicate()[0]) for process in running]
    values = sum(one["values"] for one in done)
    failed = sorted(code for one in done for code in one["failed"])
    first = [f"U+{code:04X}" for code in failed[:10]]
    messages = sum(one["messages"] for one in done)
    report(n=values, failures=len(failed) + abs(values - SCALARS), messages=messages, processes=processes, first=first)
