"""The demo's pages. Each is made once and published like any other; one that is there already is never changed."""

import uuid
from collections.abc import Callable

from django.core.files.base import ContentFile
from django.utils.text import slugify
from wagtail.models import Locale, Page

from campaigns.models import (
    Alignment,
    Campaign,
    CampaignIndexPage,
    CampaignPage,
    CampaignRecipient,
    Legislature,
    OffsetEntry,
    Recipient,
)
from cms.models import ApprovedScript, SiteImage, WarningTopic
from home.demo.picture import draw_ridges
from home.demo.site import TEXTS
from home.models import ContentPage, HomePage

GOAL = 1000
COUNTED_BEFORE = 785
SCRIPT = "cms/scripts/reading-progress.js"
TOPICS = ["Torture", "Detention", "Enforced disappearance"]  # by their English names


def key_of(name: str) -> uuid.UUID:
    """A page's translation key: always the same, so that it is known again under whatever address it has by then."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"https://example.org/demo/{name}")


def ensure(model: type[Page], name: str, parent: Page, locale: Locale, build: Callable[[], dict]) -> tuple[Page, bool]:
    """The page of this name and language, and whether it was made now. `build` gives the fields of a new one."""
    key = key_of(name)
    if page := model.objects.filter(translation_key=key, locale=locale).first():
        return page, False
    page = model(translation_key=key, locale=locale, live=False, **build())
    parent.add_child(instance=page)
    page.save_revision().publish()
    return model.objects.get(pk=page.pk), True


def make_home(top: Page, locale: Locale) -> tuple[Page, bool]:
    text = TEXTS[locale.language_code]
    body = [("campaign_list", {"heading": text.HOME_LIST, "number": 3})]
    return ensure(HomePage, "home", top, locale, lambda: text.HOME | {"body": body})


def make_content_pages(home: Page) -> list[Page]:
    """About us, and privacy."""
    text = TEXTS[home.locale.language_code]
    fields = {"about": text.ABOUT, "privacy": text.PRIVACY}
    return [ensure(ContentPage, name, home, home.locale, fields[name].copy)[0] for name in fields]


def invite(home: HomePage, about: Page) -> None:
    """Ends the home page with the way to who we are."""
    text = TEXTS[home.locale.language_code]
    home.body.append(("call_to_action", {"text": text.HOME_INVITATION, "page": about, "url": ""}))
    home.save_revision().publish()


def make_campaign(home: Page, *, minister: Recipient, house: Legislature, author) -> Page:
    text = TEXTS[home.locale.language_code]
    index, _made = ensure(CampaignIndexPage, "campaigns", home, home.locale, text.INDEX.copy)

    def build() -> dict:
        rows = recipient_rows(text, minister, house)
        shared = {"goal": GOAL, "recipient_rows": rows}
        words_alone = {"recipient_rows": [row for row in rows if row.has_own_words]}
        return (
            text.CAMPAIGN
            | {"owner": author, "hero_image": make_picture(text.PICTURE), "body": campaign_body(text)}
            | (shared if home.locale.is_default else words_alone)
        )

    page, is_new = ensure(CampaignPage, "xinjiang", index, home.locale, build)
    if is_new and not page.is_lead_page:
        Alignment.objects.declare(page, page.lead_page)
    return page


def recipient_rows(text, minister: Recipient, house: Legislature) -> list[CampaignRecipient]:
    """The minister gets the letter as it is; the representative's begins with words of its own."""
    return [
        CampaignRecipient(recipient=minister, sort_order=0),
        CampaignRecipient(legislature=house, opening=text.TO_REPRESENTATIVE, sort_order=1),
    ]


def campaign_body(text) -> list[tuple[str, object]]:
    return [
        ("action_counter", {}),
        ("content_warning", content_warning(text)),
        ("letter_action", text.ACTION),
        *text.STORY,
        ("scripts", {"scripts": [approve_script()]}),
    ]


def content_warning(text) -> dict:
    """It is about the text and the letter, not about the picture, and hides nothing: its words are calm ones."""
    topics = WarningTopic.objects.filter(name_en__in=TOPICS).values_list("pk", flat=True)
    return {"text": text.WARNING, "topics": [str(key) for key in topics], "covers": ["text", "letter"], "hides": False}


def approve_script() -> ApprovedScript:
    why = {"name": "Reading progress", "reason": "Shows at the top of the window how far one has read."}
    why |= {"reason_fr": "Montre en haut de la fenêtre où l’on en est de la lecture.", "owner": "The web team"}
    why |= {"needs_consent": False}  # it counts nobody
    return ApprovedScript.objects.get_or_create(path=SCRIPT, defaults=why)[0]


def make_picture(words: dict[str, str]) -> SiteImage:
    """One for each language: the description of a picture is in one language."""
    if picture := SiteImage.objects.filter(title=words["title"]).first():
        return picture
    return SiteImage.objects.create(**words, file=ContentFile(draw_ridges(), name=f"{slugify(words['title'])}.jpg"))


def count_earlier_letters(page: Page, *, author) -> None:
    """Once: what a person adds or corrects later stays."""
    campaign = Campaign.objects.for_key(page.translation_key)
    if not campaign.offset_entries.exists():
        OffsetEntry.objects.create(
            campaign=campaign,
            number=COUNTED_BEFORE,
            reason="Letters counted on the earlier site",
            source="Final count of the earlier site",
            author=author,
        )
