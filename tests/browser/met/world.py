"""The demo, with campaigns and letters beside it in every state that a supporter may meet."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from wagtail.models import Locale

from campaigns.models import Campaign, CampaignIndexPage, CampaignPage, Delivery, Legislature, Letter, Recipient
from home import demo
from home.demo.pages import campaign_body, make_picture
from home.demo.site import TEXTS
from tests import factories

TWO_RIDINGS, UNKNOWN = "M5H 2N2", "V5K 0A1"
RECEIPTS = ["queued", "sent", "bounced", "waiting"]  # the states of a letter to the member


@dataclass(frozen=True)
class World:
    """What is met in one language. `site`: its address; `pages` and `letters` by the state that they are in."""

    site: str
    language: str
    pages: dict[str, CampaignPage]
    letters: dict[str, Letter]

    def at(self, path: str) -> str:
        return f"{self.site}/{self.language}/{path}"

    def page(self, state: str, more: str = "") -> str:
        return self.site + self.pages[state].url + more


def make_world(site: str, language: str) -> World:
    Locale.objects.get_or_create(language_code="en")  # a flushed database has lost it
    demo.load(address=site)
    index = CampaignIndexPage.objects.get(locale__language_code=language)
    pages = {"open": CampaignPage.objects.get(slug="xinjiang", locale=index.locale)}
    for state, fields in campaigns_beside(language).items():
        pages[state] = make_campaign(index, slug=state, **fields)
    for status in (Campaign.Status.WON, Campaign.Status.CLOSED, Campaign.Status.PAUSED):
        Campaign.objects.filter(pk=Campaign.objects.for_key(pages[status].key).pk).update(status=status)
    return World(site, language, pages, make_letters(pages["open"], pages["confirming"]))


def campaigns_beside(language: str) -> dict[str, dict]:
    """What sets each apart from the demo's campaign."""
    text = TEXTS[language]
    body = campaign_body(text)
    hides = {"covers": ["text", "pictures", "letter"], "hides": True}
    hiding = [(kind, value | hides if kind == "content_warning" else value) for kind, value in body]
    outcome = text.CAMPAIGN["thank_you_text"]
    return {
        "hiding": {"body": hiding, "hero_image": make_picture(text.PICTURE)},
        "confirming": {"asks_confirmation": True, "goal": 100},
        "asking": {"asks_address": True, "may_edit": "subject message"},
        "scheduled": {"opens_at": timezone.now() + timedelta(days=9)},
        "won": {"outcome": outcome},
        "closed": {"outcome": outcome},
        "paused": {},
    }


def make_campaign(index: CampaignIndexPage, **fields) -> CampaignPage:
    text = TEXTS[index.locale.language_code]
    to = [Recipient.objects.get(role_en="Minister of Foreign Affairs"), Legislature.objects.get()]
    written = text.CAMPAIGN | {"body": campaign_body(text), "locale": index.locale}
    return factories.CampaignPageFactory(parent=index, recipients=to, **written | fields)


def make_letters(page: CampaignPage, confirming: CampaignPage) -> dict[str, Letter]:
    """By the state of what goes to the member; the minister has got the letter."""
    letters = {state: make_letter(page) for state in [*RECEIPTS, "withdrawn", "erased"]}
    minister, member = Recipient.objects.get(district=None), Recipient.objects.get(district__code="35079")
    unknown = {"legislature": member.district.legislature, "waits_until": timezone.now() + timedelta(days=3)}
    for state, letter in letters.items():
        Delivery.objects.create(letter=letter, recipient=minister, status="delivered")
        status = state if state in RECEIPTS else "cancelled"
        Delivery.objects.create(
            letter=letter, status=status, **(unknown if status == "waiting" else {"recipient": member})
        )
    stop(letters["withdrawn"], withdrawn_at=timezone.now())
    nobody = dict.fromkeys(("first_name", "last_name", "email", "postal_code"), "")
    stop(
        letters["erased"],
        withdrawn_at=timezone.now(),
        erasure_asked_at=timezone.now(),
        erased_at=timezone.now(),
        **nobody,
    )
    return letters | {name: make_letter(confirming, status=name) for name in ("unconfirmed", "signed")}


def make_letter(page: CampaignPage, **fields) -> Letter:
    words = {name: getattr(page, name) for name in ("subject", "opening", "message", "closing")}
    return factories.LetterFactory(page=page, language=page.locale.language_code, **words, **fields)


def stop(letter: Letter, **fields) -> None:
    Letter.objects.filter(pk=letter.pk).update(**fields)
