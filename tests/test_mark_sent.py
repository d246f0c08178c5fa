"""`manage.py mark_sent`: what the mail server's log says it took is not in doubt any more."""

import sys
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import ModelLogEntry

from campaigns.models import Delivery, Letter, Notice
from campaigns.models.reasons import Reason
from campaigns.pipeline.taken import message_ids_in
from tests import factories

pytestmark = pytest.mark.django_db

OURS = "0123456789abcdef0123456789abcdef@letters.example.org"
LINES = {
    "alone": OURS,
    "alone, in brackets": f"  <{OURS}>  ",
    "of another's making": "x.1+2@host.example.org",
    "a row of restore's table": f"letter,12,<{OURS}>,in_doubt,sent",
    "Postfix": f"Nov 25 02:15:01 mx postfix/cleanup[711]: 4F2C61A0: message-id=<{OURS}>",
    "Exim": f"2026-11-25 02:15:01 1uXyZ-0001-AB <= letters@letters.example.org H=web P=esmtps S=2100 id={OURS}",
    "sendmail": f"Nov 25 02:15:01 mx sm-mta[9]: 5AP: from=<letters@letters.example.org>, msgid=<{OURS}>, relay=web",
    "a header": f"Message-ID: <{OURS}>",
}


@pytest.mark.parametrize("line", LINES.values(), ids=LINES)
def test_the_message_id_is_found_in_a_line_and_no_address_is_taken_for_one(line):
    assert list(message_ids_in([line])) == [f"<{OURS if OURS in line else line}>"]


@pytest.mark.parametrize(
    "line",
    ["", "Nov 25 mx postfix/qmgr[7]: 4F2C61A0: from=<letters@letters.example.org>, size=2100 (queue active)", "id=7"],
)
def test_a_line_without_one_says_nothing(line):
    assert list(message_ids_in([line])) == []


@pytest.fixture
def doubtful(page, minister) -> list[Delivery | Notice]:
    """A letter in doubt since a restore, one whose worker died, and a notice."""
    restored, died = factories.LetterFactory.create_batch(2, page=page)
    state = {"status": "in_doubt", "doubts": 2}
    return [
        Delivery.objects.create(letter=restored, recipient=minister, reason=Reason.RESTORED, **state),
        Delivery.objects.create(letter=died, recipient=minister, reason=Reason.WORKER_DIED, **state),
        Notice.objects.create(letter=restored, kind=Notice.Kind.RECEIPT, reason=Reason.RESTORED_HELD, **state),
    ]


@pytest.fixture
def log(tmp_path, doubtful):
    """Names all of them, each twice, a mail that is held, and another's."""
    held = Delivery.objects.create(
        letter=Letter.objects.last(), recipient=factories.RecipientFactory(), status="held", reason=Reason.PAUSED
    )
    named = [mail.message_id for mail in [*doubtful, held]] * 2
    lines = [f"Nov 25 mx postfix/cleanup[7]: 4F2C: message-id={one}\n" for one in [*named, "<another@example.org>"]]
    file = tmp_path / "mail.log"
    file.write_bytes("".join(lines).encode() + b"\xff no text at all\n")
    return file


def mark_sent(*arguments) -> str:
    said = StringIO()
    call_command("mark_sent", *arguments, stdout=said)
    return said.getvalue()


def states() -> list[str]:
    return sorted([mail.status for model in (Delivery, Notice) for mail in model.objects.all()])


def test_letters_and_notices_are_marked_whatever_they_are_in_doubt_for(log):
    expected = "5 Message-IDs: 3 in doubt and marked as sent, 1 of mails that are not in doubt, 1 unknown here.\n"
    assert mark_sent(log) == expected
    assert states() == ["held", "sent", "sent", "sent"]


def test_what_was_in_doubt_and_goes_again_is_marked_too(log, doubtful):
    Delivery.objects.filter(pk=doubtful[0].pk).update(status="queued")
    Delivery.objects.filter(pk=doubtful[1].pk).update(status="held")
    assert "3 in doubt and marked as sent, 1 of" in mark_sent(log)
    assert states() == ["held", "sent", "sent", "sent"]


def test_what_failed_and_goes_again_is_not(log, doubtful):
    Delivery.objects.filter(pk=doubtful[0].pk).update(status="bounced")
    Delivery.objects.filter(pk=doubtful[0].pk).requeue()
    assert "2 in doubt and marked as sent, 2 of" in mark_sent(log)
    assert states() == ["held", "queued", "sent", "sent"]


def test_said_again_it_changes_nothing(log):
    mark_sent(log)
    entries = ModelLogEntry.objects.count()
    assert "0 in doubt and marked as sent, 4 of mails that are not in doubt" in mark_sent(log)
    assert states() == ["held", "sent", "sent", "sent"]
    assert ModelLogEntry.objects.count() == entries


def test_a_dry_run_says_the_same_and_changes_nothing(log):
    assert "3 in doubt and not yet marked as sent, 1 of" in mark_sent(log, "--dry-run")
    assert states() == ["held", "in_doubt", "in_doubt", "in_doubt"]


def test_the_history_of_the_campaign_says_why(log):
    mark_sent(log)
    said = {str(entry.message) for entry in ModelLogEntry.objects.filter(user=None)}
    assert "Letters marked as sent: 2. The mail server has it, by its log" in said
    assert "Notices marked as sent: 1. The mail server has it, by its log" in said


def test_it_reads_what_another_program_has_picked(doubtful, monkeypatch):
    monkeypatch.setattr(sys, "stdin", StringIO(doubtful[0].message_id))
    assert "1 Message-IDs: 1 in doubt and marked as sent" in mark_sent("-")


def test_many_are_asked_about_in_parts(doubtful, tmp_path, monkeypatch):
    monkeypatch.setattr("campaigns.pipeline.taken.BATCH", 1)
    (tmp_path / "ids").write_text("".join(f"{mail.message_id}\n" for mail in doubtful))
    assert "3 Message-IDs: 3 in doubt and marked as sent" in mark_sent(tmp_path / "ids")


def test_a_file_that_says_nothing_is_refused(tmp_path):
    (tmp_path / "empty").write_text("nothing\n")
    with pytest.raises(CommandError, match="There is no Message-ID in it"):
        mark_sent(tmp_path / "empty")
    with pytest.raises(CommandError, match="No such file"):
        mark_sent(tmp_path / "none")
