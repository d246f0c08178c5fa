"""What is visited and signed: the demo's campaign, and a stock form page with the same words and pictures."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.management import call_command
from wagtail.models import Locale

from campaigns.models import CampaignPage, Recipient, SendingSettings
from cms.blocks import ContentStreamBlock
from tests.bench.anchors.models import StockField, StockPage
from tests.bench.anchors.views import FIELDS
from tests.letters import shown


@dataclass(frozen=True)
class Scene:
    page: CampaignPage
    stock: StockPage
    recipients: list[int]

    @property
    def names(self) -> dict[str, str]:
        """What the plain view is told by its environment."""
        recipients = " ".join(map(str, self.recipients))
        return {
            "BENCH_PAGE": str(self.page.pk),
            "BENCH_CAMPAIGN": str(self.page.campaign.pk),
            "BENCH_RECIPIENTS": recipients,
        }

    @property
    def answers(self) -> str:
        """One letter, of a form of its own."""
        return self.form(self.words | shown(self.page))

    def form(self, answers: dict[str, str]) -> str:
        return f"{urlencode(answers)}&email=jane@%40gmail.com"  # the first @ is another text for each letter

    @property
    def path(self) -> str:
        return self.page.get_url_parts()[2]

    @property
    def stock_path(self) -> str:
        return self.stock.get_url_parts()[2]

    @property
    def words(self) -> dict[str, str]:
        person = {"first_name": "Jane", "last_name": "Doe", "postal_code": "K1A 0A6"}
        return person | {"subject": self.page.subject, "message": self.page.message}


def make_scene() -> Scene:
    call_command("demo", verbosity=0)
    page = CampaignPage.objects.get(slug="xinjiang", locale=Locale.get_default())
    SendingSettings.objects.update(recipient_cap=None, domain_cap=None)
    minister, member = page.rows[0].recipient, Recipient.objects.exclude(district=None).first()
    return Scene(page, make_stock(page), [minister.pk, member.pk])


def make_stock(page: CampaignPage) -> StockPage:
    known = ContentStreamBlock().child_blocks
    body = [(block.block_type, block.value) for block in page.body if block.block_type in known]
    stock = StockPage(
        title=page.title,
        slug="stock",
        summary=page.summary,
        picture=page.hero_image,
        body=body,
        subject=page.subject,
        from_address="letters@example.net",
        to_address="minister@example.org,member@example.org",
    )
    page.get_parent().add_child(instance=stock)
    kinds = {"email": "email", "message": "multiline"}
    for place, name in enumerate(FIELDS):
        kind = kinds.get(name, "singleline")
        StockField.objects.create(page=stock, label=name, clean_name=name, field_type=kind, sort_order=place)
    return stock
