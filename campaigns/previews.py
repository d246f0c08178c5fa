"""What editors may look at before anybody else: the page, the thank-you, and each e-mail, made from the draft."""

from dataclasses import astuple
from types import SimpleNamespace

from django.conf import settings
from django.template.response import TemplateResponse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from campaigns import compose
from campaigns.problems import letter_problems
from campaigns.wording import empty_placeholders, unknown_placeholder_message, unknown_placeholders

NOTICES = ("confirmation", "receipt")  # what the supporter gets
SAMPLE_ID = "<preview@localhost>"


class NotShown(Exception):
    """There is no such e-mail to look at. Holds the words that say why."""


class CampaignPreviews:
    """Preview modes of a campaign page. Forms are inert, nothing is stored, nothing is sent."""

    test_run = None  # set on a draft that somebody tries out: where its form goes

    @property
    def preview_modes(self):
        return [("", _("Page")), ("thank-you", _("Thank-you page")), *self.mail_modes]

    @property
    def mail_modes(self):
        """The e-mails that somebody would get, in the order in which people ask for them."""
        lead = self.lead_page
        return [
            *[(f"letter-{place}", row.preview_name) for place, row in enumerate(lead.rows)],
            *([("stand-in", _("E-mail for a vacant seat"))] if lead.stand_in and lead.needs_district else []),
            *([("confirmation", _("Confirmation"))] if lead.asks_confirmation else []),
            ("receipt", _("Receipt")),
        ]

    def drafts(self):
        """The newest draft of each language, the lead page first: it says for all who gets letters."""
        stored = self.original.get_translations(inclusive=True).filter(alias_of=None)
        drafts = [translated.specific.get_latest_revision_as_object() for translated in stored]
        drafts.sort(key=lambda draft: (draft.pk != self.lead_page.pk, draft.pk))
        for draft in drafts:
            draft.lead_page = drafts[0]
        return drafts

    def newest_draft(self):
        return next(draft for draft in self.drafts() if draft.pk == self.original.pk)

    def serve_preview(self, request, mode_name):
        if self.lead_page is not self:  # its newest draft says who gets letters
            self.lead_page = self.lead_page.get_latest_revision_as_object()
        if mode_name == "thank-you":
            return self.thank_you(request)
        if mode_name:
            context = {"mail": self.shown_mail(mode_name), "page": self}
            return TemplateResponse(request, "campaigns/mail/preview.html", context)
        return super().serve_preview(request, mode_name)

    def shown_mail(self, mode):
        """The e-mail as its recipient would read it, and in `notes` what is wrong with it; without headers where the
        draft does not make one yet."""
        notes = [str(problem.message) for problem in letter_problems(self)]
        try:
            mail = compose.as_received(self.sample_mail(mode))
        except NotShown as reason:
            return {"notes": list(dict.fromkeys([*notes, str(reason)]))}
        notes += [_("{{ %(name)s }} stays empty.") % {"name": name} for name in self._left_empty(mode)]
        return {"notes": notes, "subject": mail["Subject"], "headers": mail.items(), "text": mail.get_content()}

    def sample_mail(self, mode, *, message_id=SAMPLE_ID):
        """The very message that leaves when somebody like the sample signs. Raises NotShown."""
        if unknown := unknown_placeholders(text for _field, text in self.letter_texts()):
            raise NotShown(unknown_placeholder_message(unknown))
        if mode not in NOTICES:
            self._addressed_by(mode)  # before the language changes: it may have something to say to the editor
        try:
            with translation.override(self.locale.language_code):
                return self._message(mode, self.sample_letter(), message_id)
        except compose.MalformedMessage:
            raise NotShown(_("A name or an address is such that no e-mail can be made.")) from None

    def _left_empty(self, mode):
        if mode in NOTICES:
            return []
        row, recipient = self._addressed_by(mode)
        with translation.override(self.locale.language_code):
            return empty_placeholders(astuple(self.words_for(row)), self._values(row, recipient))

    def _values(self, row, recipient):
        return compose.values_for(self.sample_letter(), recipient, hides_address=row.hides_address)

    def _message(self, mode, letter, message_id):
        notice = SimpleNamespace(letter=letter, message_id=message_id)
        denial = settings.SITE_URL + letter.denial_path
        if mode == "confirmation":
            link = settings.SITE_URL + letter.confirmation_path
            return compose.confirmation_message(notice, letterhead=self.letterhead, link=link, denial=denial)
        if mode == "receipt":
            link, copies = settings.SITE_URL + letter.receipt_path, self._sample_copies(letter)
            return compose.receipt_message(
                notice, letterhead=self.letterhead, link=link, denial=denial, deliveries=copies
            )
        delivery = self._sample_delivery(letter, *self._addressed_by(mode), message_id)
        return compose.letter_message(delivery, letterhead=self.letterhead)

    def _addressed_by(self, mode):
        """The row that `mode` names, and who gets its letter."""
        lead, (kind, _dash, place) = self.lead_page, mode.partition("-")
        if mode == "stand-in" and lead.stand_in:
            row = next((row for row in lead.rows if row.legislature), None)
            recipient = lead.stand_in
        else:
            row = lead.rows[int(place)] if kind == "letter" and place in map(str, range(len(lead.rows))) else None
            recipient = row and row.sample_recipient
        if row is None:
            raise NotShown(_("This draft writes to nobody here. Choose another e-mail to look at."))
        if not recipient.email:
            words = _("%(recipient)s has no e-mail address, so there is no e-mail.")
            raise NotShown(words % {"recipient": recipient})
        return row, recipient

    def _sample_copies(self, letter):
        """Whoever gets the letter twice gets one."""
        found = {}
        for row in self.lead_page.rows:
            recipient = row.sample_recipient
            if not recipient.is_vacant:
                found.setdefault(recipient.pk, self._sample_delivery(letter, row, recipient, SAMPLE_ID))
        return found.values()

    def _sample_delivery(self, letter, row, recipient, message_id):
        words = self.words_for(row)
        return SimpleNamespace(
            letter=letter,
            recipient=recipient,
            message_id=message_id,
            hides_address=row.hides_address,
            subject=words.subject,
            opening=words.opening,
            closing=words.closing,
        )
