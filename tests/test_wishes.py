"""What supporters take back after a backup was made is taken back again when it is restored, from a file beside it."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command

from campaigns.models import Delivery, Letter, Notice, SenderRule
from cms.settings.reading import file_in_folder
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def wishes(settings, tmp_path) -> Path:
    settings.WISHES_FILE = str(tmp_path / "wishes.jsonl")
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "wishes.jsonl"


@pytest.fixture
def letters(page, minister) -> list[Letter]:
    letters = factories.LetterFactory.create_batch(4, page=page)
    Delivery.objects.bulk_create(Delivery(letter=one, recipient=minister) for one in letters)
    return letters


@pytest.fixture
def backup(letters, wishes, tmp_path) -> Path:
    call_command("backup", tmp_path / "kept", stdout=StringIO())
    return next((tmp_path / "kept").glob("backup-*Z"))


def ask_all(client, letters: list[Letter]) -> None:
    for letter, path in zip(letters, ("withdrawal_path", "erasure_path", "denial_path"), strict=False):
        assert client.post(getattr(letter, path)).status_code == 303


def restore(folder: Path, *options) -> str:
    """Where the replaced database knew nothing of it."""
    for model in (Delivery, Notice, Letter, SenderRule):
        model.objects.all().delete()
    said = StringIO()
    call_command("restore", folder, *options, stdout=said)
    return said.getvalue()


def test_each_wish_is_granted_again(client, letters, backup, wishes):
    withdrawn, erased, denied, kept = letters
    ask_all(client, letters)
    said = restore(backup, "--wishes", wishes)
    assert f"Wishes of supporters in {wishes}: 3 granted again, 0 of letters that are not here." in said
    assert Letter.objects.get(pk=withdrawn.pk).withdrawn_at
    assert Letter.objects.get(pk=erased.pk).email == ""
    assert Letter.objects.get(pk=denied.pk).is_invalid
    assert SenderRule.objects.count() == 1
    assert not Letter.objects.get(pk=kept.pk).is_stopped


@pytest.mark.parametrize("path", ["withdrawal_path", "erasure_path", "denial_path"])
def test_a_letter_that_was_not_yet_confirmed_then_is_confirmed_by_nobody(client, letters, wishes, tmp_path, path):
    letter = letters[0]
    Delivery.objects.filter(letter=letter).delete()
    Letter.objects.filter(pk=letter.pk).update(status=Letter.Status.UNCONFIRMED)
    call_command("backup", tmp_path / "kept", stdout=StringIO())
    Letter.objects.filter(pk=letter.pk).confirm()
    assert client.post(getattr(letter, path)).status_code == 303
    said = restore(next((tmp_path / "kept").glob("backup-*Z")), "--wishes", wishes)
    assert "1 granted again, 0 of letters that are not here." in said
    assert client.post(letter.confirmation_path).status_code == 404


def test_without_the_file_they_are_lost(client, letters, backup, wishes):
    ask_all(client, letters)
    restore(backup)
    assert not Letter.objects.exclude(withdrawn_at=None).exists()


def test_the_file_names_no_person_and_nobody_else_reads_it(client, letters, wishes):
    ask_all(client, letters)
    said = [json.loads(line) for line in wishes.read_text().splitlines() if line]
    assert [set(one) for one in said] == [{"letter", "wish", "at"}] * 3
    assert [one["letter"] for one in said] == [str(letter.public_id) for letter in letters[:3]]
    assert wishes.stat().st_mode & 0o777 == 0o600


def test_older_wishes_half_a_line_and_letters_that_are_gone_do_no_harm(client, letters, wishes, tmp_path):
    old = {"letter": str(letters[3].public_id), "wish": "erase", "at": "2020-01-01T00:00:00+00:00"}
    wishes.write_text(f'{json.dumps(old)}\n[7]\n{{"letter": "cut o')
    call_command("backup", tmp_path / "kept", stdout=StringIO())
    ask_all(client, letters)
    other = {"letter": "00000000-0000-4000-8000-000000000000", "wish": "deny", "at": "2999-01-01T00:00:00+00:00"}
    with wishes.open("a") as more:
        more.write(json.dumps(other))
    said = restore(next((tmp_path / "kept").glob("backup-*Z")), "--wishes", wishes)
    assert "3 granted again, 1 of letters that are not here." in said
    assert Letter.objects.get(pk=letters[3].pk).email != ""


def test_where_it_cannot_be_written_the_supporter_has_no_trouble_and_the_log_says_so(
    client, letters, wishes, settings, caplog
):
    settings.WISHES_FILE = str(wishes / "no folder")
    ask_all(client, letters)
    assert Letter.objects.get(pk=letters[0].pk).withdrawn_at
    assert "a supporter's wish was not written to WISHES_FILE" in caplog.text
    assert str(letters[0].public_id) not in caplog.text.partition("WISHES_FILE")[2].partition("\n")[0]


def test_a_file_that_cannot_be_read_stops_the_restore_before_anything_changes(backup, tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("restore", backup, "--replace", "--wishes", tmp_path / "none")
    assert Letter.objects.filter(withdrawn_at=None).count() == 4


def test_a_file_that_cannot_be_made_stops_the_start(tmp_path):
    assert file_in_folder({"WISHES_FILE": str(tmp_path / "new")}, "WISHES_FILE") == str(tmp_path / "new")
    assert file_in_folder({}, "WISHES_FILE") == ""
    with pytest.raises(ImproperlyConfigured, match="WISHES_FILE is"):
        file_in_folder({"WISHES_FILE": str(tmp_path / "none" / "new")}, "WISHES_FILE")
