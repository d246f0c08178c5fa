"""A form is weighed: who may have sent it is found out, noted, and, where that is switched on, acted upon."""

import logging
from dataclasses import dataclass

from django.conf import settings

from campaigns.abuse.counting import Counts, count_form
from campaigns.abuse.judge import Known, deciding, doubts_about, fits
from campaigns.abuse.places import NOWHERE, Place, place_of
from campaigns.forms import LetterForm
from campaigns.models import Doubt, FormLimits, Letter, SenderRule
from campaigns.models.doubts import written
from campaigns.models.letters import email_key
from cms.briefly import briefly

log = logging.getLogger(__name__)

FOR_OTHERS = {Doubt.HELD, Doubt.REFUSED}  # an e-mail to the supporter would settle nothing


def are_acted_upon() -> bool:
    """Whether doubts change what becomes of a letter, or are only noted on it."""
    return settings.ABUSE_CONTROLS == "enforce"


def is_held(letter: Letter) -> bool:
    """Whether staff look at it before anything of it leaves."""
    return are_acted_upon() and letter.is_for_staff


@dataclass(frozen=True)
class Verdict:
    """`refuses`: nothing of the form is kept, and nobody is mailed; its sender cannot tell."""

    doubts: frozenset[Doubt] = frozenset()
    place: Place = NOWHERE
    is_owners_wish: bool = False

    @property
    def asks(self) -> bool:
        """Whether the owner of the e-mail address has to confirm the letter."""
        return are_acted_upon() and bool(self.doubts - FOR_OTHERS)

    @property
    def refuses(self) -> bool:
        return Doubt.REFUSED in self.doubts and (self.is_owners_wish or are_acted_upon())

    @property
    def marks(self) -> dict[str, str]:
        """What a letter keeps of it."""
        keys = {"computer_key": self.place.computer_key, "network_key": self.place.network_key}
        return keys | {"doubts": written(self.doubts)}

    def note(self, letter: Letter) -> None:
        """Numbers and reasons alone."""
        if self.doubts:
            what = "refused" if self.refuses else f"letter {letter.pk}"
            log.info("%s: %s (%s)", what, written(self.doubts), settings.ABUSE_CONTROLS)


NO_DOUBT = Verdict()


def weigh(form: LetterForm, *, client: str) -> Verdict:
    """`form` is valid and about to become a letter; `client` is the address it came from. Counts it once."""
    answers = form.cleaned_data
    place = place_of(client=client, email=answers["email"])
    may_fit = SenderRule.objects.that_may_fit(email_key=email_key(answers["email"]), domain=place.domain)
    rules = [rule for rule in may_fit if fits(rule, place)]
    rule = deciding(rules)
    known = Known(
        is_trapped=bool(answers["remark"]),
        seconds=answers["stamp"].seconds,
        counts=Counts() if is_known_network(rule) else count_form(place),
        limits=current_limits(),
        rules=rules,
    )
    return Verdict(frozenset(doubts_about(known)), place, bool(rule and rule.is_owners))


@briefly
def current_limits() -> FormLimits:
    row: FormLimits = FormLimits.load()
    return row


def is_known_network(rule: SenderRule | None) -> bool:
    """Its people come together, and should not wait for each other at one counter."""
    return rule is not None and rule.action == SenderRule.Action.ALLOW
