import time

import pytest

from tests.proofs.figures import SEED


@pytest.fixture
def report(capsys, request):
    """Says in one line what was proven, and fails where it was not."""
    start = time.perf_counter()

    def say(*, n: int, failures: int, **figures):
        seconds = time.perf_counter() - start
        more = "".join(f" {name}={value}" for name, value in figures.items())
        with capsys.disabled():
            print(f"\n{request.node.name} n={n} failures={failures} seconds={seconds:.1f} seed={SEED}{more}")  # noqa: T201
        assert failures == 0

    return say
