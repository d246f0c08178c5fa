"""A campaign of which every author's and every supporter's field holds something that would run in a page."""

import json
from collections.abc import Iterator, Sequence
from itertools import cycle

from django.db.models import Model
from wagtail.admin.rich_text import DraftailRichTextArea

from campaigns.models import Campaign, CampaignPage, Letter, Recipient, ReviewLink
from cms.models import ApprovedScript, SiteSettings, WarningTopic
from tests import factories

PAGE = ("title", "draft_title", "summary", "seo_title", "subject", "opening", "message", "closing", "share_message")
PERSON = ("first_name", "last_name", "subject", "message", "street", "city", "source", "postal_code")
OFFICE = ("name", "role_en", "role_fr", "salutation_en", "salutation_fr")


def fill(row: Model, names: Sequence[str], texts: Iterator[str]) -> None:
    """Straight into the database: no form cleans it."""
    for name in names:
        length = row._meta.get_field(name).max_length
        setattr(row, name, next(texts)[:length])
    type(row).objects.filter(pk=row.pk).update(**{name: getattr(row, name) for name in names})


def edited(text: str) -> str:
    """Rich text as the editor stores it, where somebody typed `text`, and gave it for the address of a link too."""
    ranges = [{"offset": 0, "length": len(text), "key": 0}]
    block = {"text": text, "type": "unstyled", "depth": 0, "inlineStyleRanges": [], "entityRanges": ranges, "key": "a"}
    link = {"type": "LINK", "mutability": "MUTABLE", "data": {"url": text}}
    typed = json.dumps({"blocks": [block], "entityMap": {"0": link}})
    return DraftailRichTextArea().value_from_datadict({"text": typed}, {}, "text")


def body_of(texts: Sequence[str], topic: WarningTopic, script: ApprovedScript) -> list[dict]:
    action = {"heading": texts[0], "introduction": edited(texts[1])}
    warning = {"text": texts[2], "topics": [str(topic.pk)], "covers": ["letter"]}
    blocks = [{"type": "letter_action", "value": action}, {"type": "content_warning", "value": warning}]
    for text in texts:
        blocks.append({"type": "heading", "value": text})
        blocks.append({"type": "rich_text", "value": edited(text)})
        blocks.append({"type": "quote", "value": {"text": text, "source": text}})
    return [*blocks, {"type": "scripts", "value": {"scripts": [{"type": "item", "id": "a", "value": script.pk}]}}]


def set_scene(page: CampaignPage, payloads: Sequence[str]) -> list[str]:
    """Puts each payload into the fields of authors, staff and supporters; returns the addresses that show them."""
    payloads = [payload.replace("\0", "") for payload in payloads]  # of which PostgreSQL keeps none
    texts = cycle(payloads)
    topic = WarningTopic.objects.create(name_en=next(texts)[:60], name_fr="Autre")
    about = {"owner": next(texts)[:100], "reason": next(texts)[:300], "source": "fathom", "account": "ABCDEFGH"}
    script = ApprovedScript.objects.create(name=next(texts)[:100], **about)
    organisation = SiteSettings.for_site(page.get_site())
    fill(organisation, ["organisation_en", "organisation_fr", "sender_name_en"], texts)
    SiteSettings.objects.update(footer_en=edited(next(texts)))
    for recipient in Recipient.objects.all():
        fill(recipient, OFFICE, texts)
    fill(page, PAGE, texts)
    rich = {name: edited(next(texts)) for name in ("thank_you_text", "outcome")}
    body = json.dumps(body_of(payloads, topic, script))
    CampaignPage.objects.filter(pk=page.pk).update(body=body, asks_address=True, **rich)
    page = CampaignPage.objects.get(pk=page.pk)
    page.save_revision()
    factories.OffsetEntryFactory(
        campaign=Campaign.objects.for_key(page.key), reason=next(texts), source=next(texts)[:50]
    )
    letters = [factories.LetterFactory(page=page) for _ in payloads]
    for letter in letters:
        fill(letter, PERSON, texts)
        letter.deliveries.create(recipient=Recipient.objects.first())
    return [*public_addresses(page, letters[0]), *staff_addresses(page, letters[0])]


def public_addresses(page: CampaignPage, letter: Letter) -> list[str]:
    link = ReviewLink.objects.create(key=page.key)
    review = f"/en/review/{link.token}/"
    own = [letter.receipt_path, letter.withdrawal_path, letter.erasure_path, letter.confirmation_path]
    return [page.url, page.thank_you_url, "/en/campaigns/", *own, review, f"{review}{page.pk}/page/"]


def staff_addresses(page: CampaignPage, letter: Letter) -> list[str]:
    models = ("campaigns/letter", "campaigns/recipient", "snippets/cms/approvedscript", "snippets/cms/warningtopic")
    lists = [f"/admin/{name}/" for name in models]
    lists += ["/admin/", "/admin/reports/site-history/", f"/admin/campaigns/letter/inspect/{letter.pk}/"]
    shown = [f"/admin/pages/{page.pk}/edit/", f"/admin/pages/{page.pk}/view_draft/", f"/admin/pages/{page.pk}/history/"]
    return [
        *lists,
        *shown,
        f"/admin/pages/{page.pk}/view_draft/?mode=letter-0",
        f"/admin/pages/{page.get_parent().pk}/",
    ]
