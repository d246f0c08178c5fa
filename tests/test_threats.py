"""docs/threats.md names tests that exist: a control whose test was renamed or dropped is noticed."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROWS = [
    line.strip("| ").split(" | ") for line in (ROOT / "docs" / "threats.md").read_text().splitlines() if line[:1] == "|"
]
NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")


def test_each_row_names_asset_attacker_attack_control_and_test():
    assert ROWS[0] == ["asset", "attacker", "attack", "control", "test"]
    assert {len(row) for row in ROWS} == {5}
    assert all(NAMED.fullmatch(row[4]) for row in ROWS[2:])


def test_each_named_test_exists():
    lacking = []
    for row in ROWS[2:]:
        file, name = NAMED.fullmatch(row[4]).groups()
        path = ROOT / file
        tests = names_in(path) if path.exists() else set()
        if not tests or (name and name not in tests):
            lacking.append(row[4])
    assert lacking == []


def names_in(path: Path) -> set[str]:
    nodes = ast.walk(ast.parse(path.read_text()))
    return {node.name for node in nodes if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}
