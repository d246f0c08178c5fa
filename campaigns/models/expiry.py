"""Which letters are past the limit up to which they say who wrote them, and how they cease to."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from campaigns.keeping import Terms
from campaigns.personal_data import Kind, fields_of

PERSON = fields_of("campaigns.Letter", Kind.CONTACT)  # says who wrote
NOBODY = dict.fromkeys((*PERSON, *fields_of("campaigns.Letter", Kind.NETWORK)), "")
HAS_OWN_WORDS = Q(subject_is_own=True) & ~Q(subject="") | Q(message_is_own=True) & ~Q(message="")


def past_limit(terms: Terms, letter: str = "") -> Q:
    """A condition on a letter, or by the prefix `letter` on what belongs to one."""
    is_old = Q(**{f"{letter}signed_at__lt": terms.signed_before})
    return is_old | Q(**{f"{letter}campaign__ended_at__lt": terms.ended_before})


class ExpiryQuerySet(models.QuerySet):
    def words_to_blank(self, terms: Terms):
        return self.filter(HAS_OWN_WORDS, past_limit(terms))

    def persons_to_blank(self, terms: Terms):
        """Who asked for news is written to for longer."""
        of_others = Q(past_limit(terms), consent_updates=False)
        return self.filter(of_others | Q(consent_updates=True, signed_at__lt=terms.news_before), erased_at=None)

    def codes_to_blank(self, terms: Terms):
        """Of letters that are nobody's by now, once their campaign takes no second one. With consent the code stays:
        it proves who agreed."""
        nobodys = self.exclude(erased_at=None).exclude(email_key="").filter(consent_updates=False)
        return nobodys.filter(campaign__ended_at__lt=terms.ended_before)

    def blank_words(self) -> None:
        """Supporters' own alone: the campaign's wording names nobody, its placeholders are filled in a mail."""
        self.filter(subject_is_own=True).update(subject="")
        self.filter(message_is_own=True).update(message="")

    def blank_persons(self) -> int:
        return self.filter(erased_at=None).update(erased_at=timezone.now(), **NOBODY)
