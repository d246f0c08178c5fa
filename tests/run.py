"""The whole suite on PostgreSQL, and what a database has a say in on SQLite, too: `make test`.
With the word `cover`, the suite without a browser, and its branch coverage: `make cover`.
With the word `prove`, the long proofs: `make prove`.

PostgreSQL is TEST_DATABASE_URL, else a server on this machine. What the machine lacks is left out and named in the last
lines; with CI=true that is a failure.
"""

import os
import subprocess
import sys

import psycopg

from tests.chromium import find_chromium

LOCAL = "postgres://postgres@127.0.0.1:5432/dear_minister"  # the tests make and drop test_dear_minister
SQLITE = "sqlite://:memory:"
ENOUGH = 90  # per cent of campaigns' branches
WITHOUT_BROWSER = ("-m", "not (proof or browser)")
OF_DATABASE = ("-m", "database and not (proof or browser)")
# Who sees what in which words, on screens: the same whatever stands behind them, and slow, as it looks at all of them.
SCREENS = [
    f"tests/{name}"
    for name in (
        *(
            "access",
            "test_admin_crawl.py",
            "test_french_admin.py",
            "test_french_for_staff.py",
            "test_french_throughout.py",
        ),
        *("test_hostile_input.py", "test_headers.py", "test_embed.py", "test_found_and_shared.py", "test_guide.py"),
        *("test_roles.py", "test_overview.py", "test_checks.py", "test_one_place.py", "test_look.py", "test_blocks.py"),
        *("test_visitors.py", "test_approved_scripts.py", "test_addresses.py", "test_demo.py", "test_review_link.py"),
    )
]
HOW_TO_GET = {
    "PostgreSQL": "Debian: apt-get install postgresql; macOS: brew install postgresql. Then name it:\n"
    "  TEST_DATABASE_URL=postgres://user:password@127.0.0.1:5432/dear_minister make test",
    "Chromium": "Debian: apt-get install chromium; macOS: brew install --cask chromium",
}


def main() -> int:
    postgresql, chromium = find_postgresql(), find_chromium()
    if postgresql:
        failed = run_suite("SQLite", SQLITE, *OF_DATABASE, *(f"--ignore={path}" for path in SCREENS))
        failed |= run_suite("PostgreSQL", postgresql)
    else:
        failed = run_suite("SQLite", SQLITE)
    missing = {"PostgreSQL": postgresql, "Chromium": chromium}
    return failed | tell_left_out([name for name, found in missing.items() if not found])


def find_postgresql() -> str | None:
    """The database that somebody named, which must then work; else this machine's server, if it lets `postgres` in."""
    if url := os.environ.get("TEST_DATABASE_URL"):
        return url
    try:
        psycopg.connect(LOCAL, dbname="postgres", connect_timeout=5).close()
    except psycopg.OperationalError:
        return None
    return LOCAL


def run_suite(name: str, database: str, *options: str, **environment: str) -> int:
    print(f"\n==> The suite on {name}", flush=True)
    command = [sys.executable, "-m", "pytest", "-n", "auto", "--maxprocesses", "4", "-m", "not proof", *options]
    done = subprocess.run(command, env=os.environ | {"DATABASE_URL": database} | environment)
    return int(done.returncode != 0)


def cover() -> int:
    """Measuring takes as long again as the tests, and the browser's are none of it."""
    if not (postgresql := find_postgresql()):
        return tell_left_out(["PostgreSQL"]) or 1
    subprocess.run([sys.executable, "-m", "coverage", "erase"], check=True)
    failed = run_suite("PostgreSQL", postgresql, *WITHOUT_BROWSER, "--cov", "--cov-report=")
    return failed | report_coverage()


def prove() -> int:
    """The whole suite once more, looking for people where they should not be; then the long proofs, one after the
    other: each prints a line with its figures."""
    if not (postgresql := find_postgresql()):
        return tell_left_out(["PostgreSQL"]) or 1
    failed = run_suite("Looking for people on SQLite", SQLITE, *WITHOUT_BROWSER, LOOK_FOR_PEOPLE="1")
    command = [sys.executable, "-m", "pytest", "-m", "proof"]
    return failed | subprocess.run(command, env=os.environ | {"DATABASE_URL": postgresql}).returncode


def report_coverage() -> int:
    """Prints it all. Too little for `campaigns` is a failure."""
    coverage = [sys.executable, "-m", "coverage", "report"]
    print("\n==> Branch coverage", flush=True)
    subprocess.run(coverage)
    print(f"\n==> Of campaigns, where {ENOUGH} % is asked", flush=True)
    enough = ["--include=campaigns/*", "--format=total", f"--fail-under={ENOUGH}"]
    return int(subprocess.run(coverage + enough).returncode != 0)


def tell_left_out(missing: list[str]) -> int:
    for name in missing:
        print(f"\nLeft out: the tests that need {name}. {HOW_TO_GET[name]}")
    if missing and os.environ.get("CI") == "true":
        print("\nCI=true: nothing may be left out.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit({"prove": prove, "cover": cover}.get("".join(sys.argv[1:]), main)())
