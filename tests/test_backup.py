"""Database, media and keys go into a backup and come back; and what comes back sends nothing by itself."""

import csv
import errno
import json
import os
import shutil
import tarfile
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path
from uuid import uuid4

import pytest
from django.core import mail
from django.core.exceptions import SuspiciousFileOperation
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from campaigns.models import Delivery, Letter, Notice, SendingSettings, Worker
from campaigns.models.reasons import Reason
from campaigns.pipeline.erase import erase_letter
from campaigns.pipeline.invalidate import deny
from campaigns.pipeline.remind import remind_unconfirmed
from campaigns.pipeline.resolve import settle
from campaigns.pipeline.send import send_due
from campaigns.pipeline.undelivered import tell_undelivered
from campaigns.pipeline.withdraw import withdraw_letter
from campaigns.switch import release_resumed
from home.backup import archive, database, unfinished
from home.backup.archive import unpack_media
from home.backup.differences import Mail, Since
from tests import factories
from tests.letters import shown

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def media(settings, tmp_path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MEDIA_ROOT.mkdir()
    (settings.MEDIA_ROOT / "photo.jpg").write_bytes(b"a picture")
    return settings.MEDIA_ROOT


@pytest.fixture
def write(client, answers):
    """A letter of the form, to a minister."""

    def write(page, number: int) -> Letter:
        own = answers | shown(page) | {"email": f"jane{number}@example.org", "message": page.message}
        assert client.post(f"/en/write/{page.pk}/", own).status_code == 303
        return Letter.objects.get(email=f"jane{number}@example.org")

    return write


@pytest.fixture
def backup(tmp_path, media) -> Path:
    """Makes one, called for the folder."""

    def make(*options: str | Path) -> Path:
        call_command("backup", tmp_path / "kept", *options, stdout=StringIO())
        return max((tmp_path / "kept").glob("backup-*Z"))

    return make


def full(*_args) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def restore(folder: Path, *options: str | Path) -> str:
    said = StringIO()
    call_command("restore", folder, *options, stdout=said)
    return said.getvalue()


def resume() -> None:
    SendingSettings.objects.update(stopped=False)


def subjects_by_address() -> list[tuple[str, str]]:
    return sorted((message.to[0], message.subject) for message in mail.outbox)


def test_what_had_not_left_is_for_staff_to_decide_and_is_sent_by_nobody_else(page, write, backup):
    write(page, 1)
    send_due(worker="test")
    write(page, 2)
    folder = backup()
    send_due(worker="test")
    for number in range(3, 9):
        write(page, number)
    send_due(worker="test")
    sent = subjects_by_address()
    said = restore(folder, "--replace")
    assert SendingSettings.load().restored, "staff are told why nothing leaves"
    resume()
    for _round in range(3):
        send_due(worker="test")
        Delivery.objects.update(changed_at=timezone.now() - timedelta(days=1))
    assert subjects_by_address() == sent, "nothing was sent twice"
    assert Letter.objects.count() == 2
    assert "Letters signed since, and lost with the replaced database: 6." in said
    assert set(Delivery.objects.values_list("status", flat=True)) == {"sent"}, (
        "the replaced database knew that it had left"
    )


def test_without_the_replaced_database_all_of_it_is_in_doubt(page, write, backup):
    write(page, 1)
    folder = backup()
    for queue in (Delivery, Notice):
        queue.objects.all().delete()
    Letter.objects.all().delete()
    said = restore(folder)
    assert "3 mails had not left" in said
    assert set(Delivery.objects.values_list("status", "reason")) == {("in_doubt", Reason.RESTORED)}
    resume()
    send_due(worker="test")
    assert mail.outbox == []
    assert Delivery.objects.mark_arrived() == 2
    assert Notice.objects.requeue() == 1
    send_due(worker="test")
    assert len(mail.outbox) == 1


def test_what_differs_is_listed_by_number(page, write, backup):
    write(page, 1)
    folder = backup()
    send_due(worker="test")
    later = write(page, 2)
    said = restore(folder, "--replace")
    table = next(folder.parent.glob("*.csv"))
    assert str(table) in said
    assert table.stat().st_mode & 0o777 == 0o600
    listed = list(csv.reader(table.open()))
    assert ["in_doubt", "sent"] in [row[3:] for row in listed]
    assert ["", "queued"] in [row[3:] for row in listed]
    assert later.email not in table.read_text()


def test_who_was_forgotten_since_stays_forgotten(page, write, backup):
    letter = write(page, 1)
    send_due(worker="test")
    folder = backup()
    assert erase_letter(letter)
    assert "Letters erased since, and again now: 1." in restore(folder, "--replace")
    assert Letter.objects.get().email == ""


def test_what_supporters_took_back_or_denied_since_is_so_again(page, minister, backup):
    withdrawn, denied, kept = factories.LetterFactory.create_batch(3, page=page)
    Delivery.objects.bulk_create(Delivery(letter=one, recipient=minister) for one in (withdrawn, denied, kept))
    folder = backup()
    withdraw_letter(withdrawn)
    deny(denied)
    said = restore(folder, "--replace")
    assert Letter.objects.get(pk=withdrawn.pk).withdrawn_at
    assert Letter.objects.get(pk=denied.pk).is_invalid
    assert not Letter.objects.get(pk=kept.pk).is_stopped
    assert "Likewise withdrawn: 1; found to be nobody's own: 1." in said


def test_what_differs_outlives_a_restore_that_breaks_off(page, minister, backup, monkeypatch):
    erased, withdrawn = factories.LetterFactory.create_batch(2, page=page)
    Delivery.objects.bulk_create(Delivery(letter=one, recipient=minister) for one in (erased, withdrawn))
    folder = backup()
    erase_letter(erased)
    withdraw_letter(withdrawn)
    with monkeypatch.context() as patch:
        patch.setattr("home.backup.freeze.doubt_what_was_told", lambda: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            restore(folder, "--replace")
    assert not Letter.objects.exclude(withdrawn_at=None).exists()
    kept = folder.parent / "unfinished-restore.json"
    assert kept.stat().st_mode & 0o777 == 0o600
    said = restore(folder, "--replace")
    assert f"Taken in: {kept}, of a restore that was not finished." in said
    assert Letter.objects.get(pk=erased.pk).email == ""
    assert Letter.objects.get(pk=withdrawn.pk).withdrawn_at
    listed = list(csv.reader(next(folder.parent.glob("*.csv")).open()))[1:]
    assert [row[3:] for row in listed] == [["in_doubt", "cancelled"]] * 2
    assert not kept.exists()


def test_where_what_differs_cannot_be_kept_nothing_changes(page, backup, tmp_path):
    folder = backup()
    factories.LetterFactory(page=page)
    with pytest.raises(CommandError, match=r"No such file or directory. Nothing has changed"):
        restore(folder, "--replace", "--differences", tmp_path / "none")
    assert Letter.objects.count() == 1


def test_the_table_may_be_written_elsewhere(page, write, backup, tmp_path):
    folder = backup()
    write(page, 1)
    (tmp_path / "elsewhere").mkdir()
    restore(folder, "--replace", "--differences", tmp_path / "elsewhere")
    assert [file.suffix for file in (tmp_path / "elsewhere").iterdir()] == [".csv"]
    assert list(folder.parent.iterdir()) == [folder]


def test_without_room_for_the_table_all_else_is_done(page, write, backup, monkeypatch):
    letter = write(page, 1)
    send_due(worker="test")
    folder = backup()
    erase_letter(letter)
    kept = folder.parent / "unfinished-restore.json"
    monkeypatch.setattr("home.backup.differences.write_whole", full)
    with pytest.raises(CommandError, match=f"All is done but the table .* What it would list is in {kept}."):
        restore(folder, "--replace")
    assert Letter.objects.get().email == ""
    assert str(letter.public_id) in kept.read_text()


def test_a_kept_file_that_cannot_be_read_stops_it_before_anything_changes(page, backup):
    folder = backup()
    (folder.parent / "unfinished-restore.json").write_text('{"mails": [')
    factories.LetterFactory(page=page)
    with pytest.raises(CommandError, match="of a restore that was not finished, cannot be read"):
        restore(folder, "--replace")
    assert Letter.objects.count() == 1


def test_what_had_left_by_one_look_or_the_other_has_left():
    def look(*states: str) -> Since:
        return Since([Mail("letter", n, f"<{n}@example.org>", state) for n, state in enumerate(states)], 1, [])

    both = unfinished.both(look("sent", "queued", "queued"), look("cancelled", "sent", "cancelled"))
    assert both == look("sent", "sent", "cancelled")
    assert unfinished.both(look(), None) == unfinished.both(None, look()) == look()
    assert unfinished.both(None, None) is None


def test_a_number_that_another_letter_had_since_is_no_letter_s_name(page, backup):
    """The replaced database may come of another one than the backup does."""
    letter = factories.LetterFactory(page=page)
    folder = backup()
    Letter.objects.filter(pk=letter.pk).update(public_id=uuid4())
    erase_letter(letter)
    assert "Letters erased since, and again now: 0." in restore(folder, "--replace")
    assert Letter.objects.get(pk=letter.pk).email == letter.email


@pytest.mark.parametrize("take_back", [withdraw_letter, erase_letter])
def test_what_was_not_yet_confirmed_then_and_taken_back_since_is_confirmed_by_nobody(page, minister, backup, take_back):
    letter = factories.LetterFactory(page=page, status="unconfirmed")
    folder = backup()
    Letter.objects.confirm()
    Delivery.objects.create(letter=letter, recipient=minister)
    take_back(letter)
    restore(folder, "--replace")
    assert not Letter.objects.exists()


def test_a_letter_whose_recipient_is_found_afterwards_is_in_doubt(page, district, backup):
    letter, until = factories.LetterFactory(page=page), timezone.now() + timedelta(days=14)
    Delivery.objects.create(letter=letter, status="waiting", legislature=district.legislature, waits_until=until)
    restore(backup(), "--replace")
    settle(letter, district)
    assert list(Delivery.objects.values_list("status", "reason")) == [("in_doubt", Reason.RESTORED)]


def test_what_was_held_is_told_apart_and_no_end_of_a_pause_lets_it_go(page, minister, backup):
    letter = factories.LetterFactory(page=page)
    Delivery.objects.create(letter=letter, recipient=minister, status="held", reason=Reason.PAUSED)
    restore(backup(), "--replace")
    release_resumed()
    assert list(Delivery.objects.values_list("status", "reason")) == [("in_doubt", Reason.RESTORED_HELD)]


def test_regular_work_tells_nobody_a_second_time(page, minister, backup):
    failed, unconfirmed = factories.LetterFactory.create_batch(2, page=page)
    long_ago = timezone.now() - timedelta(days=6)
    Delivery.objects.create(letter=failed, recipient=minister, status="failed")
    Delivery.objects.update(created_at=long_ago)
    Notice.objects.create(letter=unconfirmed, kind=Notice.Kind.CONFIRMATION, status="sent")
    Letter.objects.filter(pk=unconfirmed.pk).update(status=Letter.Status.UNCONFIRMED, signed_at=long_ago)
    restore(backup(), "--replace")
    tell_undelivered()
    remind_unconfirmed()
    assert not Notice.objects.filter(status="queued").exists()
    assert Notice.objects.get(status="in_doubt").letter == failed, "staff decide whether to tell that supporter"


def test_media_come_back_and_what_came_since_stays(page, backup, media):
    folder = backup()
    (media / "photo.jpg").unlink()
    (media / "later.jpg").write_bytes(b"another")
    restore(folder, "--replace")
    assert {file.name for file in media.iterdir()} == {"photo.jpg", "later.jpg"}


def test_a_picture_that_is_deleted_meanwhile_is_left_out(backup, media, monkeypatch):
    (media / "albums").mkdir()
    (media / "albums" / "later.jpg").write_bytes(b"another")
    listed = archive._files_in

    def deleted_as_soon_as_listed(root: str) -> Iterator[Path]:
        files = list(listed(root))
        (media / "photo.jpg").unlink()
        yield from files

    monkeypatch.setattr(archive, "_files_in", deleted_as_soon_as_listed)
    with tarfile.open(backup() / "media.tar") as packed:
        assert packed.getnames() == ["albums/later.jpg"]


def test_a_folder_on_another_disk_is_packed_with_what_is_in_it(backup, media, tmp_path):
    (tmp_path / "disk").mkdir()
    (tmp_path / "disk" / "large.jpg").write_bytes(b"large")
    (media / "originals").symlink_to(tmp_path / "disk")
    folder = backup()
    (tmp_path / "disk" / "large.jpg").unlink()
    restore(folder, "--replace")
    assert (tmp_path / "disk" / "large.jpg").read_bytes() == b"large"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files to others")
def test_what_root_restores_belongs_to_whoever_has_the_folder(backup, media):
    (media / "albums" / "2026").mkdir(parents=True)
    (media / "albums" / "2026" / "photo.jpg").write_bytes(b"another")
    folder = backup()
    shutil.rmtree(media / "albums")
    os.chown(media, 12345, 12345)
    restore(folder, "--replace")
    made = media.glob("albums/**/*")
    assert {(path.name, path.stat().st_uid) for path in made} == {("2026", 12345), ("photo.jpg", 12345)}


def test_nobody_else_reads_it_and_the_keys_are_in_it(backup, settings):
    folder = backup()
    assert {file.stat().st_mode & 0o777 for file in folder.iterdir()} == {0o600}
    assert folder.stat().st_mode & 0o777 == 0o700
    assert f"PERSON_KEY={settings.PERSON_KEY}\n" in (folder / "keys.env").read_text()


def test_keys_may_lie_elsewhere_and_restore_says_where(backup, settings, tmp_path):
    folder = backup("--keys", tmp_path / "safe")
    (kept,) = (tmp_path / "safe").iterdir()
    assert kept.stat().st_mode & 0o777 == 0o600
    assert f"PERSON_KEY={settings.PERSON_KEY}\n" in kept.read_text()
    assert not any(settings.PERSON_KEY.encode() in file.read_bytes() for file in folder.iterdir())
    settings.PERSON_KEY = "another"
    with pytest.raises(CommandError, match=f"Set the one in {kept}: there it is"):
        restore(folder)
    kept.unlink()
    with pytest.raises(CommandError, match="on this machine it is not there"):
        restore(folder)


def test_keys_that_are_there_already_are_not_written_again(backup, tmp_path):
    backup("--keys", tmp_path / "safe")
    (kept,) = (tmp_path / "safe").iterdir()
    before = kept.stat()
    call_command("backup", tmp_path / "next night", "--keys", tmp_path / "safe", stdout=StringIO())
    assert (kept.stat().st_ino, kept.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_full_disk_leaves_the_keys_as_they_were(backup, settings, tmp_path, monkeypatch):
    backup("--keys", tmp_path / "safe")
    (kept,) = (tmp_path / "safe").iterdir()
    before, settings.SECRET_KEY = kept.read_text(), "another"
    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        call_command("backup", tmp_path / "next night", "--keys", tmp_path / "safe")
    assert [(file, file.read_text()) for file in (tmp_path / "safe").iterdir()] == [(kept, before)]
    monkeypatch.undo()
    call_command("backup", tmp_path / "next night", "--keys", tmp_path / "safe", stdout=StringIO())
    assert "SECRET_KEY=another\n" in kept.read_text()
    assert kept.stat().st_mode & 0o777 == 0o600


def test_a_check_looks_for_the_keys_too(backup, tmp_path):
    folder = backup("--keys", tmp_path / "safe")
    (kept,) = (tmp_path / "safe").iterdir()
    call_command("backup", folder, "--check", stdout=StringIO())
    kept.write_text("")
    with pytest.raises(CommandError, match=f"{kept} does not hold the PERSON_KEY of this backup"):
        call_command("backup", folder, "--check")
    kept.unlink()
    with pytest.raises(CommandError, match=f"The keys in {kept} cannot be read"):
        call_command("backup", folder, "--check")


def test_what_a_later_version_adds_to_the_manifest_is_passed_over(backup):
    folder = backup()
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(manifest | {"added_later": 1}))
    assert "Restored." in restore(folder)


def test_a_backup_that_was_changed_is_not_restored(backup):
    folder = backup()
    with (folder / "database").open("ab") as content:
        content.write(b"x")
    for command in (["backup", folder, "--check"], ["restore", folder]):
        with pytest.raises(CommandError, match="database is missing or was changed"):
            call_command(*command)


def test_letters_that_are_here_are_not_lost_by_mistake(page, backup):
    folder = backup()
    factories.LetterFactory(page=page)
    with pytest.raises(CommandError, match="There are 1 letters here"):
        restore(folder)
    assert Letter.objects.count() == 1


def test_under_another_key_people_could_sign_twice(backup, settings):
    folder = backup()
    settings.PERSON_KEY = "another"
    with pytest.raises(CommandError, match="PERSON_KEY is another one"):
        restore(folder)


def test_while_workers_send_nothing_is_restored(backup):
    folder = backup()
    Worker.objects.create(name="busy")
    with pytest.raises(CommandError, match="Workers are running"):
        restore(folder)


def test_a_database_that_cannot_be_read_is_not_taken_for_an_empty_one(page, backup):
    folder = backup()
    factories.LetterFactory(page=page)
    rename = "ALTER TABLE campaigns_worker RENAME COLUMN {} TO {}"
    with connection.cursor() as cursor:
        cursor.execute(rename.format("seen_at", "seen"))
        try:
            with pytest.raises(
                CommandError, match=r"(?s)nobody knows what would be lost: .*seen_at.*Nothing has changed"
            ):
                restore(folder, "--replace")
        finally:
            cursor.execute(rename.format("seen", "seen_at"))
    assert Letter.objects.count() == 1


def test_what_cannot_be_finished_leaves_nothing(tmp_path, media, monkeypatch):
    monkeypatch.setattr("home.backup.archive._write_manifest", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        call_command("backup", tmp_path / "kept")
    assert list((tmp_path / "kept").iterdir()) == []


def test_names_of_media_lead_nowhere_else(backup, media, tmp_path):
    folder = backup()
    with tarfile.open(folder / "media.tar", "a") as packed:
        packed.add(media / "photo.jpg", arcname="../outside.jpg")
    with pytest.raises(SuspiciousFileOperation):
        unpack_media(folder)
    assert not (tmp_path / "outside.jpg").exists()


@pytest.mark.postgresql
class TestOnPostgreSQL:
    def test_a_table_that_came_later_goes_and_the_schema_stays(self, backup):
        """It may belong to somebody else, who has let others in."""
        folder = backup()
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE came_later (letter bigint REFERENCES campaigns_letter (id))")
            cursor.execute("SELECT 'public'::regnamespace::oid")
            schema = cursor.fetchone()
        restore(folder, "--replace")
        assert "came_later" not in connection.introspection.table_names()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 'public'::regnamespace::oid")
            assert cursor.fetchone() == schema

    def test_the_tools_encrypt_as_the_site_does(self, monkeypatch):
        monkeypatch.setitem(connection.settings_dict["OPTIONS"], "sslmode", "verify-full")
        monkeypatch.setitem(connection.settings_dict, "PASSWORD", "open-sesame")
        address = database._address()
        assert (address["PGSSLMODE"], address["PGPASSWORD"]) == ("verify-full", "open-sesame")

    def test_a_dump_that_breaks_off_changes_nothing(self, page, backup):
        factories.LetterFactory(page=page)
        dump = backup() / "database"
        with dump.open("r+b") as content:
            content.truncate(dump.stat().st_size // 2)
        with pytest.raises(database.ToolFailed, match="pg_restore: error"):
            database.load(dump, then="")
        assert Letter.objects.count() == 1

    def test_what_is_killed_on_the_way_changes_nothing(self, page, backup, tmp_path, monkeypatch):
        factories.LetterFactory(page=page)
        dump = backup() / "database"
        killed = tmp_path / "bin" / "pg_restore"
        killed.parent.mkdir()
        killed.write_text("#!/bin/sh\necho 'CREATE TABLE half (number int);'\nkill -9 $$\n")
        killed.chmod(0o755)
        monkeypatch.setenv("PATH", f"{killed.parent}:{os.environ['PATH']}")
        with pytest.raises(database.ToolFailed, match="pg_restore has ended too early"):
            database.load(dump, then="")
        assert Letter.objects.count() == 1
        assert "half" not in connection.introspection.table_names()

    def test_what_psql_refuses_is_said_in_its_words(self, page, backup, monkeypatch):
        factories.LetterFactory(page=page)
        dump = backup() / "database"
        monkeypatch.setattr(database, "WITHIN", "SET nothing_known = 1")
        with pytest.raises(database.ToolFailed, match='unrecognized configuration parameter "nothing_known"'):
            database.load(dump, then="")
        assert Letter.objects.count() == 1

    def test_letters_lie_in_no_temporary_file(self, page, backup, monkeypatch):
        factories.LetterFactory(page=page)
        dump = backup() / "database"
        monkeypatch.setattr("tempfile.tempdir", "/nowhere")
        database.load(dump, then="")
        assert Letter.objects.count() == 1

    def test_no_row_is_quoted_when_a_tool_fails(self, page, backup):
        factories.LetterFactory(page=page)
        folder = backup()
        clash = "INSERT INTO campaigns_letter SELECT * FROM campaigns_letter;"
        with pytest.raises(database.ToolFailed, match="duplicate key") as failed:
            database.load(folder / "database", then=clash)
        assert "DETAIL" not in str(failed.value)
        assert Letter.objects.count() == 1


@pytest.mark.postgresql
def test_without_the_tools_it_says_what_to_install(tmp_path, media, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CommandError, match="apt-get install postgresql-client"):
        call_command("backup", tmp_path / "kept")


def test_a_disk_that_lost_everything(page, write, backup, media):
    write(page, 1)
    folder = backup()
    shutil.rmtree(media)
    media.mkdir()
    restore(folder, "--replace")
    assert (media / "photo.jpg").read_bytes() == b"a picture"
