"""Whoever is woken by an alarm finds its section, and in it commands and metrics that exist."""

import re
from pathlib import Path

import pytest
import yaml
from django.core.management import get_commands, load_command_class
from django.test import Client

from campaigns.meters import LOOKUPS, POSTS
from campaigns.metrics import Stored
from campaigns.models import Alarm

RUNBOOKS = Path("docs/runbooks.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r'<a id="([\w-]+)"></a>\n(## .*?)(?=\n<a id=|\Z)', RUNBOOKS, re.S))
RULES = yaml.safe_load(Path("deploy/prometheus-rules.yml").read_text())["groups"][0]["rules"]
PARTS = ["What you see.", "What it means.", "Look first.", "What to do.", "It is over"]
SAID = re.compile(r"python manage\.py (\w+)((?: --[\w-]+)*)")


@pytest.mark.parametrize("kind", Alarm.Kind)
def test_each_alarm_leads_to_a_section_that_names_it(kind):
    page, _hash, anchor = Alarm(kind=kind).runbook.partition("#")
    assert page == "docs/runbooks.md"
    assert SECTIONS[anchor].startswith(f"## {kind.label} (`{kind.value}`)")


@pytest.mark.parametrize("anchor", SECTIONS)
def test_each_section_says_five_things_in_this_order(anchor):
    assert re.findall(r"^\*\*([^*]+)\*\*", SECTIONS[anchor], re.M) == PARTS


@pytest.mark.parametrize("anchor", SECTIONS)
def test_each_section_names_a_place_to_look_at_or_a_command(anchor):
    assert SAID.search(SECTIONS[anchor]) or "*Reports → Sending*" in SECTIONS[anchor] or "curl" in SECTIONS[anchor]


@pytest.mark.parametrize(("name", "options"), sorted(set(SAID.findall(RUNBOOKS))))
def test_each_command_exists_with_its_options(name, options):
    command = load_command_class(get_commands()[name], name)
    known = command.create_parser("manage.py", name)._option_string_actions
    assert set(options.split()) <= set(known)


@pytest.mark.parametrize("address", sorted(set(re.findall(r"letters\.example\.org(/\w+)", RUNBOOKS))))
@pytest.mark.django_db
def test_each_address_answers(address):
    assert Client().get(address).status_code == 200


def test_each_rule_leads_to_the_section_that_names_it():
    for rule in RULES:
        page, _hash, anchor = rule["annotations"]["runbook"].partition("#")
        assert page == "docs/runbooks.md"
        assert f"`{rule['alert']}`" in SECTIONS[anchor] or anchor in {kind.replace("_", "-") for kind in Alarm.Kind}


@pytest.mark.django_db
def test_each_metric_of_a_rule_and_of_the_guide_exists(home):
    known = {family.name for family in Stored().collect()}
    known |= {f"{one.collect()[0].name}_total" for one in (POSTS, LOOKUPS)}
    named = set(re.findall(r"dear_minister_\w+", " ".join(rule["expr"] for rule in RULES)))
    told = set(re.findall(r"dear_minister_\w+", Path("docs/operate.md").read_text(encoding="utf-8")))
    assert named <= known
    assert known - told == {"dear_minister_work_started_timestamp_seconds"}, "said as “…_started_…”"
    assert told <= known
