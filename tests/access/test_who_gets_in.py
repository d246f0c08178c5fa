"""Every address of the project, asked for and posted to by everybody: who gets in is what the table says."""

import logging

import pytest
from django.db import transaction
from django.template.response import SimpleTemplateResponse

from campaigns.permissions import set_up_roles
from tests import factories
from tests.access.people import everybody, is_let_in
from tests.access.scene import Scene
from tests.access.table import LOOKS, POSTS, who_may
from tests.access.walk import addresses

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(page, minister, settings, tmp_path, monkeypatch) -> Scene:
    """Who may see a page is settled before it is written out, which would take most of the time."""
    monkeypatch.setattr(SimpleTemplateResponse, "rendered_content", "")
    monkeypatch.setattr(logging.getLogger("django.request"), "disabled", True)  # thousands of refusals
    settings.MEDIA_ROOT = tmp_path
    set_up_roles()
    factories.translate(page.get_parent())
    return Scene(page, minister)


def test_the_table_names_every_address_and_no_other():
    named = {entry for table in (LOOKS, POSTS) for entries in table.values() for entry in entries.split()}
    missing = [name for name in addresses() if who_may("get", name) is None]
    gone = [entry for entry in named - set(addresses()) if not is_family(entry)]
    assert (missing, gone) == ([], [])


def is_family(entry: str) -> bool:
    return entry.endswith("*") and any(name.startswith(entry[:-1]) for name in addresses())


def test_no_address_stands_in_the_table_twice():
    for table in (LOOKS, POSTS):
        entries = [entry for entries in table.values() for entry in entries.split()]
        assert len(entries) == len(set(entries))


def test_families_are_wagtails_own():
    named = [entry for table in (LOOKS, POSTS) for names in table.values() for entry in names.split()]
    families = [entry for entry in named if is_family(entry)]
    assert all(family.startswith(("wagtail", "simple_translation")) for family in families)


@pytest.mark.parametrize("method", ["get", "post"])
def test_everybody_gets_in_where_the_table_says_and_nowhere_else(scene, method):
    people, wrong = everybody(), []
    for name, address in addresses().items():
        url, expected = scene.url(address), who_may(method, name)
        found = {who: ask(person, method, url) for who, person in people.items()}
        let_in = {who for who, is_in in found.items() if is_in}
        asked = {who for who, is_in in found.items() if is_in is not None}
        if let_in != expected & asked:
            wrong.append(
                f"{name} {url} lets in {sorted(let_in - expected)}, refuses {sorted(expected & asked - let_in)}"
            )
    assert not wrong, "\n".join(wrong)


def ask(person, method: str, url: str) -> bool | None:
    """What it did is undone. None: nothing is to be had in this way by anybody."""
    with transaction.atomic():
        response = person.ask(method, url)
        transaction.set_rollback(True)
    return None if response.status_code == 405 else is_let_in(response)
