"""One of several processes that look postal codes up at once: `python -m tests.proofs.lookup_process CODE...`

Prints what came of them, as JSON: {"Answer": 12, "BudgetSpent": 88}. Whatever else happens ends it with a traceback.
"""

import json
import sys
from collections import Counter

import django

django.setup()

from campaigns.lookup import LookupUnavailable, find  # noqa: E402  Django comes first
from campaigns.models import Legislature  # noqa: E402


def main(codes: list[str]) -> None:
    order = {"name_en": "House of Commons", "current_order": "2023"}
    house, _made = Legislature.objects.get_or_create(code="house-of-commons", defaults=order)
    print(json.dumps(Counter(outcome(code, house) for code in codes)))  # noqa: T201


def outcome(code: str, house: Legislature) -> str:
    try:
        return type(find(code, house)).__name__
    except LookupUnavailable as trouble:
        return type(trouble).__name__


if __name__ == "__main__":
    main(sys.argv[1:])
