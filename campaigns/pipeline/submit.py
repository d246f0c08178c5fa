"""A signed letter becomes rows: all of them, or none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from campaigns.abuse.verdict import NO_DOUBT, Verdict, is_held
from campaigns.directory import Addressee
from campaigns.forms import LetterForm
from campaigns.models import Campaign, CampaignPage, Delivery, Letter, LetterTally, MailedAddress, Notice, Recipient
from campaigns.models.letters import email_key
from campaigns.models.reasons import Reason
from campaigns.models.states import Status

RECEIPT_WAITS = timedelta(seconds=30)  # for the worker to find out who gets the letter, so that the receipt can say it
SECOND_CLICK = timedelta(minutes=10)  # within which the same form may come again by itself


@dataclass(frozen=True)
class Submission:
    """The person's letter for this campaign. `is_new` is False when they had signed before, or when nobody wants the
    letter: nothing was added then."""

    letter: Letter
    is_new: bool


def submit_letter(
    *, page: CampaignPage, form: LetterForm, addressees: Sequence[Addressee], verdict: Verdict = NO_DOUBT
) -> Submission:
    """Store the letter and all that follows from it, in one transaction.

    `form` is valid. One letter per address and campaign: the database decides, however many ask at once.
    Where the campaign asks for confirmation, or a doubt does, the letter waits for it, and only a mail to the supporter
    follows. One that is refused is taken back at the end, so that its sender cannot tell by the time it takes.
    """
    campaign = page.stored_campaign
    letter = unsaved_letter(page=page, campaign=campaign, form=form, verdict=verdict)
    try:
        with transaction.atomic():
            _store(letter, addressees)
            if verdict.refuses:
                transaction.set_rollback(True)
    except IntegrityError:
        signed = Letter.objects.holding_key().filter(campaign=campaign, email_key=letter.email_key).first()
        if signed is None:
            raise
        if not verdict.refuses:
            note_repeated(signed)
        return Submission(signed, is_new=False)
    verdict.note(letter)
    return Submission(letter, is_new=not verdict.refuses)


def _store(letter: Letter, addressees: Sequence[Addressee]) -> None:
    letter.save(force_insert=True)
    if letter.status == Letter.Status.UNCONFIRMED:
        _mail_unasked(letter, Notice.Kind.CONFIRMATION)
    else:
        accept(letter, addressees)


def _mail_unasked(letter: Letter, kind: Notice.Kind, *, not_before: datetime | None = None) -> None:
    """A mail that somebody's form asks for; a stranger who has had theirs about the letter gets no other."""
    # From now on nobody else mails this address.
    due_at = MailedAddress.objects.turn(letter.email_key, letter.campaign, signed_at=letter.signed_at)
    if due_at is None or (kind == Notice.Kind.ALREADY_SENT and letter.notices.filter(kind=kind).exists()):
        return
    held = {"status": Status.HELD, "reason": Reason.SENDER_LISTED} if is_held(letter) else {}
    Notice.objects.create(letter=letter, kind=kind, due_at=max(due_at, not_before or due_at), **held)


def accept(letter: Letter, addressees: Sequence[Addressee]) -> None:
    """A delivery per addressee, the receipt, and one more in the count. Call it in the transaction that signs."""
    Delivery.objects.bulk_create(unsaved_delivery(letter, addressee) for addressee in addressees)
    waits = any(addressee.recipient is None for addressee in addressees)
    not_before = timezone.now() + (RECEIPT_WAITS if waits else timedelta())
    _mail_unasked(letter, Notice.Kind.RECEIPT, not_before=not_before)
    LetterTally.objects.add(letter.campaign)


def note_repeated(letter: Letter) -> None:
    """Tell the owner of the address that they have signed before, once. A second click is no second letter, and whoever
    has not shown that the address is theirs has had their mail."""
    is_click = letter.signed_at > timezone.now() - SECOND_CLICK
    if letter.status == Letter.Status.SIGNED and not letter.is_nobodys and not is_click:
        with transaction.atomic():
            _mail_unasked(letter, Notice.Kind.ALREADY_SENT)


def unsaved_letter(*, page: CampaignPage, campaign: Campaign, form: LetterForm, verdict: Verdict = NO_DOUBT) -> Letter:
    """What was signed. `form` is valid."""
    answers = form.cleaned_data
    asks = page.lead_page.asks_confirmation or verdict.asks
    return Letter(
        campaign=campaign,
        page=page.original,
        email_key=email_key(answers["email"]),
        language=page.locale.language_code,
        status=Letter.Status.UNCONFIRMED if asks else Letter.Status.SIGNED,
        subject=answers["subject"],
        opening=page.opening,
        message=answers["message"],
        closing=page.closing,
        subject_is_own=form.is_own("subject"),
        message_is_own=form.is_own("message"),
        consent_words=form.consent_words,
        district=form.chosen_district,
        **verdict.marks,
        **{name: answers[name] for name in SIGNED if name in answers},
    )


def first_status(recipient: Recipient | None) -> Status:
    if recipient is None:
        return Status.WAITING
    return Status.HELD if recipient.is_unreachable else Status.QUEUED


WHO = ("first_name", "last_name", "email", "street", "city", "postal_code", "outside_country")
SIGNED = (*WHO, "consent_updates", "source")


def unsaved_delivery(letter: Letter, addressee: Addressee) -> Delivery:
    recipient, own = addressee.recipient, addressee.words
    status = first_status(recipient)
    reason = Reason.UNREACHABLE if status == Status.HELD else ""
    if recipient and is_held(letter):
        status, reason = Status.HELD, Reason.SENDER_LISTED
    return Delivery(
        letter=letter,
        recipient=recipient,
        legislature=addressee.legislature,
        waits_until=addressee.waits_until,
        status=status,
        reason=reason,
        hides_address=addressee.hides_address,
        subject=own.subject if own else "",
        opening=own.opening if own else "",
        closing=own.closing if own else "",
    )
