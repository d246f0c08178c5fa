"""What editors may look at before anybody else: the page, the thank-you, and each e-mail, made from the draft."""

from types import SimpleNamespace

from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from campaigns import compose

SAMPLE_ID = "<preview@localhost>"


class CampaignPreviews:
    """Preview modes of a campaign page. Forms are inert, nothing is stored, nothing is sent."""

    @property
    def preview_modes(self):
        return [
            ("", _("Page")),
            ("thank-you", _("Thank-you page")),
            *[(f"letter-{place}", row.preview_name) for place, row in enumerate(self.lead_page.rows)],
            *([("confirmation", _("Confirmation"))] if self.lead_page.asks_confirmation else []),
            ("receipt", _("Receipt")),
        ]

    def serve_preview(self, request, mode_name):
        if mode_name == "thank-you":
            return self.thank_you(request)
        if mode_name == "confirmation":
            return self._preview_mail(request, self._sample_confirmation())
        if mode_name == "receipt":
            return self._preview_mail(request, self._sample_receipt())
        if mode_name.startswith("letter-"):
            row = self.lead_page.rows[int(mode_name.removeprefix("letter-"))]
            return self._preview_mail(request, self._sample_letter_to(row))
        return super().serve_preview(request, mode_name)

    def _preview_mail(self, request, message):
        mail = compose.as_received(message)
        context = {"subject": mail["Subject"], "headers": mail.items(), "text": mail.get_content()}
        return TemplateResponse(request, "campaigns/mail/preview.html", context)

    def _sample_letter_to(self, row):
        delivery = self._sample_delivery(self.sample_letter(), row)
        return compose.letter_message(delivery, organisation=self.organisation)

    def _sample_confirmation(self):
        notice = SimpleNamespace(letter=self.sample_letter(), message_id=SAMPLE_ID)
        link = notice.letter.confirmation_path
        return compose.confirmation_message(notice, organisation=self.organisation, link=link)

    def _sample_receipt(self):
        letter = self.sample_letter()
        deliveries = [self._sample_delivery(letter, row) for row in self.lead_page.rows]
        notice = SimpleNamespace(letter=letter, message_id=SAMPLE_ID)
        link = letter.receipt_path
        return compose.receipt_message(notice, organisation=self.organisation, link=link, deliveries=deliveries)

    def _sample_delivery(self, letter, row):
        words = self.words_for(row)
        return SimpleNamespace(
            letter=letter,
            recipient=row.sample_recipient,
            message_id=SAMPLE_ID,
            subject=words.subject,
            opening=words.opening,
            closing=words.closing,
        )
