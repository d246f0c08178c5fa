"""What tests are made of: a site in two languages, a directory of invented people, campaigns and letters."""

import factory
import wagtail_factories
from factory.django import DjangoModelFactory
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection, Locale, Page, Site
from wagtail.signal_handlers import disable_reference_index_auto_update

from campaigns.models import (
    Campaign,
    CampaignIndexPage,
    CampaignPage,
    CampaignRecipient,
    District,
    Legislature,
    Letter,
    OffsetEntry,
    PostalCode,
    Recipient,
    SendingSettings,
)
from campaigns.models.letters import email_key
from cms.models import SiteImage, User
from home.models import ContentPage, HomePage

BODY = [
    {"type": "action_counter", "value": {}},
    {"type": "content_warning", "value": {"text": "This page mentions torture."}},
    {"type": "letter_action", "value": {"heading": "Send letter!", "introduction": "<p>Write to them.</p>"}},
    {"type": "heading", "value": "What we know"},
    {"type": "rich_text", "value": "<p>They have not answered.</p>"},
]


class Unreferenced:
    """What a factory makes is left out of the index of references, which costs as much as all the rest of a scene."""

    @classmethod
    def _create(cls, *args, **kwargs):
        with disable_reference_index_auto_update():
            return super()._create(*args, **kwargs)


class RowFactory(Unreferenced, DjangoModelFactory):
    class Meta:
        abstract = True


class PageFactory(Unreferenced, wagtail_factories.PageFactory):
    class Meta:
        abstract = True


class UserFactory(RowFactory):
    class Meta:
        model = User

    username = factory.Sequence("user{}".format)
    email = factory.LazyAttribute("{0.username}@example.org".format)

    class Params:
        administrator = factory.Trait(is_staff=True, is_superuser=True)


class LegislatureFactory(RowFactory):
    class Meta:
        model = Legislature
        django_get_or_create = ["code"]

    code = "house-of-commons"
    name_en = "House of Commons"
    name_fr = "Chambre des communes"
    member_en = "Member of Parliament"
    member_fr = "membre du Parlement"
    current_order = "2023"


class DistrictFactory(RowFactory):
    class Meta:
        model = District

    legislature = factory.SubFactory(LegislatureFactory)
    representation_order = "2023"
    code = factory.Sequence("35{:03}".format)
    name_en = factory.Sequence("Riding {}".format)
    name_fr = factory.Sequence("Circonscription {}".format)
    province = "ON"


class PostalCodeFactory(RowFactory):
    class Meta:
        model = PostalCode

    code = "K1A0A6"
    district = factory.SubFactory(DistrictFactory)


class RecipientFactory(RowFactory):
    class Meta:
        model = Recipient

    name = "Camille Tremblay"
    role_en = "Minister of Foreign Affairs"
    role_fr = "Ministre des Affaires étrangères"
    salutation_en = "Dear Minister"
    salutation_fr = "Madame la Ministre"
    email = factory.Sequence("minister{}@example.org".format)
    status = Recipient.Status.OK

    class Params:
        representative = factory.Trait(
            name="Robin Member",
            role_en="Member of Parliament",
            role_fr="Députée",
            salutation_en="Dear Robin Member",
            salutation_fr="Madame la Députée",
            email=factory.Sequence("member{}@example.org".format),
            district=factory.SubFactory(DistrictFactory),
        )


class HomePageFactory(PageFactory):
    class Meta:
        model = HomePage

    title = "Home"


class ContentPageFactory(PageFactory):
    class Meta:
        model = ContentPage

    title = "About us"


class CampaignIndexPageFactory(PageFactory):
    class Meta:
        model = CampaignIndexPage

    title = "Campaigns"


class CampaignRecipientFactory(RowFactory):
    class Meta:
        model = CampaignRecipient


class CampaignPageFactory(PageFactory):
    """An open campaign to a minister and, with `district`, to that district's member."""

    class Meta:
        model = CampaignPage
        skip_postgeneration_save = True

    title = "Justice now"
    summary = "They ask for justice."
    body = factory.LazyFunction(lambda: BODY)
    subject = "Please act"
    opening = "{{ recipient_salutation }},"
    message = "I ask you to act now."
    closing = "Yours,\n{{ supporter_name }}"

    @factory.post_generation
    def recipients(self, create, extracted, **kwargs):
        for place, who in enumerate(extracted or []):
            names = {"recipient": who} if isinstance(who, Recipient) else {"legislature": who}
            CampaignRecipientFactory(page=self, sort_order=place, **names, **kwargs)


class OffsetEntryFactory(RowFactory):
    class Meta:
        model = OffsetEntry

    number = 785
    reason = "Letters on paper"
    source = "The older site"
    author = factory.SubFactory(UserFactory)


class LetterFactory(RowFactory):
    class Meta:
        model = Letter

    first_name = "Jane"
    last_name = "Doe"
    email = factory.Sequence("jane{}@example.org".format)
    email_key = factory.LazyAttribute(lambda letter: email_key(letter.email))
    campaign = factory.LazyAttribute(lambda letter: Campaign.objects.for_key(letter.page.key))
    postal_code = "K1A0A6"
    language = "en"
    consent_words = factory.LazyAttribute(lambda letter: "Yes, send me news." if letter.consent_updates else "")
    subject = "Please act"
    opening = "{{ recipient_salutation }},"
    message = "I ask you to act now."
    closing = "Yours,\n{{ supporter_name }}"

    consent_updates = False


def make_site() -> HomePage:
    """A site whose English home page is served at /en/, and whose letters leave; returns that page."""
    SendingSettings.objects.update_or_create(defaults={"live": True})
    english, _ = Locale.objects.get_or_create(language_code="en")
    root = Page.objects.filter(depth=1).first() or wagtail_factories.PageFactory(parent=None, title="Root")
    home = HomePageFactory(parent=root, slug="home", locale=english)
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "port": 80, "root_page": home}
    )
    return home


def make_picture(**words) -> SiteImage:
    """A picture of 640 x 360; a flushed database has lost the collection that pictures stand in."""
    if not Collection.get_first_root_node():
        Collection.add_root(name="Root")
    return SiteImage.objects.create(title="IMG 1", file=get_test_image_file(size=(640, 360)), **words)


def translate(page: Page, **changes) -> Page:
    """The page's live French translation."""
    french, _ = Locale.objects.get_or_create(language_code="fr")
    translation = page.copy_for_translation(french, copy_parents=True, alias=False)
    for name, value in changes.items():
        setattr(translation, name, value)
    translation.save_revision().publish()
    translation.refresh_from_db()
    return translation
