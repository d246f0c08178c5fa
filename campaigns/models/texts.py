from collections.abc import Iterator, Mapping

from django.db import models
from django.urls import reverse
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from campaigns import compose
from campaigns.forms import LetterForm
from campaigns.models.districts import District
from campaigns.models.letters import Letter
from campaigns.models.rows import SAMPLE_POSTAL_CODE, CampaignRecipient
from campaigns.wording import LetterWords, lines_of, validate_placeholders, validate_prompts


class LetterText(models.Model):
    """The letter that a campaign page offers for signing: its words, who gets it, what supporters may change."""

    class MayEdit(models.TextChoices):
        MESSAGE = "message", _("the message")
        SUBJECT_AND_MESSAGE = "subject message", _("the subject and the message")
        NOTHING = "", _("nothing")

    subject = models.CharField(
        _("subject"),
        max_length=200,
        validators=[validate_placeholders],
        help_text=_("What recipients read first. A few plain words that say what you ask for."),
    )
    opening = models.TextField(
        _("opening"),
        default="{{ recipient_salutation }},",
        blank=True,
        validators=[validate_placeholders],
        help_text=_(
            "How the letter begins. {{ recipient_salutation }} becomes “Dear Minister”, or what fits the recipient."
        ),
    )
    message = models.TextField(
        _("message"),
        validators=[validate_placeholders],
        help_text=_(
            "The heart of the letter: who you are, what happened, and one clear request. Half a page is enough."
        ),
    )
    closing = models.TextField(
        _("closing"),
        default="{{ supporter_name }}",
        blank=True,
        validators=[validate_placeholders],
        help_text=_(
            "How the letter ends. {{ supporter_name }} becomes the name of whoever signs; the postal code follows."
        ),
    )
    may_edit = models.CharField(
        _("supporters may change"),
        max_length=20,
        choices=MayEdit,
        default=MayEdit.MESSAGE,
        blank=True,
        help_text=_("Offices heed letters in people's own words. What supporters may change holds no placeholders."),
    )
    prompts = models.TextField(
        _("questions that help to find own words"),
        blank=True,
        validators=[validate_prompts],
        help_text=_(
            "Up to five, one a line, such as “What would you ask the Minister?” "
            "Supporters see them above the message where they may change it; nothing is filled in for them."
        ),
    )
    asks_address = models.BooleanField(
        _("ask for the full address"),
        default=False,
        help_text=_("Street and city stand below the letter, for recipients who want proof of where somebody lives."),
    )

    class Meta:
        abstract = True

    @cached_property
    def rows(self) -> list[CampaignRecipient]:
        """The rows that say who gets the letter, drafts in memory included. Ask the lead page for the true ones."""
        rows = self.recipient_rows.select_related("recipient", "legislature")
        return [row for row in rows if row.recipient_id or row.legislature_id]  # a draft's may name nobody yet

    @property
    def has_fixed_recipient(self) -> bool:
        return any(row.recipient_id for row in self.lead_page.rows)

    @property
    def needs_district(self) -> bool:
        return any(row.legislature_id for row in self.lead_page.rows)

    @property
    def editable_fields(self) -> set[str]:
        return set(self.may_edit.split())

    @property
    def prompt_list(self) -> list[str]:
        """What is asked above the message; nothing where supporters may not change it."""
        return lines_of(self.prompts) if "message" in self.editable_fields else []

    @property
    def words(self) -> LetterWords:
        return LetterWords(self.subject, self.opening, self.message, self.closing)

    def own_row(self, row: CampaignRecipient) -> CampaignRecipient | None:
        """The words that this page has for whom the lead page's `row` names; they differ by language."""
        return next((own for own in self.rows if own.names_same(row)), None)

    def words_for(self, row: CampaignRecipient) -> LetterWords:
        own = self.own_row(row)
        return self.words.for_recipient(own) if own else self.words

    @property
    def letter_version(self) -> str:
        texts = [f"{self.may_edit}", *(text for _field, text in self.letter_texts())]
        return LetterWords("\1".join(texts), "", "", "").version()

    def letter_texts(self) -> Iterator[tuple[str, str]]:
        """Each text of the letter with the form field it is edited in."""
        for field in ("subject", "opening", "message", "closing"):
            yield field, getattr(self, field)
        for own in filter(None, map(self.own_row, self.lead_page.rows)):
            yield from (("recipient_rows", getattr(own, part)) for part in own.OWN_WORDS)

    @property
    def shown_words(self) -> LetterWords:
        """The letter as the form shows it, addressed to the first recipient."""
        row = next(iter(self.lead_page.rows), None)
        if row is None:
            return compose.shown(self.words, salutation="")
        return compose.shown(self.words_for(row), salutation=row.shown_salutation)

    def letter_form(self) -> LetterForm:
        return LetterForm(page=self)

    @property
    def write_url(self) -> str:
        return self.own_address("write_letter")

    @property
    def recipients_url(self) -> str:
        return self.own_address("find_recipients")

    def own_address(self, name: str) -> str:
        """Where something is posted to about this page: in its language, also from a page in another one."""
        with translation.override(self.locale.language_code):
            return reverse(name, args=[self.pk])

    def placeholder_examples(self) -> Mapping[str, str]:
        """What placeholders become in a letter to the first recipient, in the page's language; nothing without one."""
        row = next(iter(self.lead_page.rows), None)
        if row is None:
            return {}
        with translation.override(self.locale.language_code):
            return compose.values_for(self.sample_letter(), row.sample_recipient, hides_address=row.hides_address)

    def sample_letter(self) -> Letter:
        """What previews are made of: a letter of an invented supporter, not stored."""
        address = {"street": "1 Example Street", "city": "Ottawa"} if self.lead_page.asks_address else {}
        return Letter(
            page=self,
            first_name="Alex",
            last_name="Example",
            email="alex@example.org",
            postal_code=SAMPLE_POSTAL_CODE,
            district=self._sample_district(),
            language=self.locale.language_code,
            subject=self.subject,
            opening=self.opening,
            message=self.message,
            closing=self.closing,
            **address,
        )

    def _sample_district(self) -> District | None:
        """Where the member sits to whom previews are addressed."""
        row = next((row for row in self.lead_page.rows if row.legislature), None)
        member = row and row.sample_recipient
        return member.district if member and member.district else District.objects.current().first()
