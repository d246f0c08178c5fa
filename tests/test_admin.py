"""The staff side: lists, offset entries, the stop switch, and what cannot be deleted."""

import csv

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns.models import Campaign, CampaignPage, Delivery, District, Letter, LookupAnswer, OffsetEntry, Recipient
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter(page, minister) -> Letter:
    letter = factories.LetterFactory(page=page, first_name="Quentin")
    Delivery.objects.create(letter=letter, recipient=minister)
    return letter


@pytest.mark.parametrize("model", [Letter, Delivery, Recipient, District])
def test_each_list_opens_is_searched_filtered_and_inspected(admin_client, letter, district, model):
    name = model._meta.model_name
    url = reverse(f"campaigns_{name}_modeladmin_index")
    row = model.objects.first()
    for query in ("", f"?q={row.pk}", "?status=queued" if model is Delivery else "?q=Ottawa"):
        assert admin_client.get(f"{url}{query}").status_code == 200
    seen = admin_client.get(reverse(f"campaigns_{name}_modeladmin_inspect", args=[row.pk]))
    assert seen.status_code == 200
    assert "False" not in seen.content.decode()


def test_a_letter_is_found_by_its_number_never_by_the_persons_name(admin_client, letter):
    url = reverse("campaigns_letter_modeladmin_index")
    assert f"/inspect/{letter.pk}/" in admin_client.get(f"{url}?q={letter.pk}").content.decode()
    for person in (letter.first_name, letter.email):
        assert f"/inspect/{letter.pk}/" not in admin_client.get(f"{url}?q={person}").content.decode()


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("recipient", "deliveries__letter__email__startswith=j"),
        ("recipient", "verified_by__password__startswith=md5"),
        ("district", "letters__last_name=Doe"),
        ("letter", "email=jane@example.org"),
        ("letter", "last_name__startswith=D"),
        ("delivery", "letter__email__contains=jane"),
        ("notice", "letter__last_name=Doe"),
    ],
)
def test_no_list_answers_what_an_address_asks_about_people(admin_client, letter, name, query):
    assert admin_client.get(f"{reverse(f'campaigns_{name}_modeladmin_index')}?{query}").status_code == 400


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("recipient", "status__exact=active&kind__exact=official&o=1&p=1"),
        ("district", "province=ON&legislature__id__exact=1&q=Ottawa"),
        ("letter", "campaign__id__exact=1&status__exact=signed&outside_country__exact=0&language=en&o=-1"),
        ("letter", "signed_at__gte=2026-01-01+00:00:00%2B00:00&signed_at__lt=2027-01-01+00:00:00%2B00:00"),
    ],
)
def test_each_list_has_filters_of_its_own(admin_client, letter, district, name, query):
    assert admin_client.get(f"{reverse(f'campaigns_{name}_modeladmin_index')}?{query}").status_code == 200


@pytest.mark.parametrize("model", [Letter, Delivery])
def test_letters_and_deliveries_are_never_edited(admin_client, letter, model):
    name, row = model._meta.model_name, model.objects.first()
    for action in ("edit", "delete"):
        response = admin_client.post(reverse(f"campaigns_{name}_modeladmin_{action}", args=[row.pk]), {})
        assert response.status_code in (302, 403)
    assert model.objects.filter(pk=row.pk).exists()


def test_staff_without_the_permission_see_no_letters(client, letter):
    from django.contrib.auth.models import Permission

    user = factories.UserFactory()
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(user)
    for name in ("letter", "delivery"):
        assert client.get(reverse(f"campaigns_{name}_modeladmin_index")).status_code in (302, 403)


@pytest.mark.parametrize("name", ["unplaced_codes", "directory_health"])
def test_the_reports_open_are_exported_and_need_a_permission(admin_client, client, minister, name):
    LookupAnswer.objects.create(
        postal_code="V5K0A1", legislature=factories.LegislatureFactory(), nothing=True, source="database"
    )
    shown = {"unplaced_codes": "V5K0A1", "directory_health": "Camille Tremblay"}[name]
    assert shown in admin_client.get(reverse(name)).content.decode()
    exported = admin_client.get(f"{reverse(name)}?export=csv")
    assert shown.encode() in b"".join(exported.streaming_content)
    client.force_login(factories.UserFactory())
    assert client.get(reverse(name)).status_code == 302


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@sum", "  =1+1"])
def test_no_spreadsheet_calculates_what_a_report_exports(admin_client, minister, district, name):
    Recipient.objects.filter(pk=minister.pk).update(name=name)
    District.objects.filter(pk=district.pk).update(name_en=f"{name} Centre")
    exported = admin_client.get(reverse("directory_health") + "?export=csv")
    rows = list(csv.reader(b"".join(exported.streaming_content).decode().splitlines()))
    assert f"'{name}" in [row[0] for row in rows]
    assert f"'{name} Centre" in [row[1] for row in rows]


def test_an_offset_entry_is_added_to_the_pages_campaign_and_keeps_its_author(admin_client, administrator, page):
    url = reverse("offset_entries:add")
    assert f'<option value="{page.pk}" selected' in admin_client.get(f"{url}?page={page.pk}").content.decode()
    answers = {"page": page.pk, "number": "785", "reason": "On paper", "source": "Shoe box", "date": "2026-06-01"}
    admin_client.post(url, answers)
    entry = OffsetEntry.objects.get()
    assert (entry.number, entry.author) == (785, administrator)
    assert Campaign.objects.number_for(page.key) == 785


def test_an_offset_entry_of_zero_is_refused_at_its_field(admin_client, page):
    answers = {"page": page.pk, "number": "0", "reason": "On paper", "source": "Shoe box", "date": "2026-06-01"}
    response = admin_client.post(reverse("offset_entries:add"), answers)
    assert response.status_code == 200
    assert not OffsetEntry.objects.exists()


def test_the_editor_shows_the_number_and_leads_to_a_new_entry(admin_client, page):
    factories.OffsetEntryFactory(campaign=Campaign.objects.for_key(page.key))
    html = admin_client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert "<strong>785</strong> people have taken action." in html
    assert f"{reverse('offset_entries:add')}?page={page.pk}" in html


def test_a_new_page_is_pre_filled_and_can_be_saved_as_a_draft_with_a_title_alone(admin_client, index):
    page = CampaignPage(title="New", slug="new")
    assert [block.block_type for block in page.body] == [
        "action_counter",
        "content_warning",
        "letter_action",
        "rich_text",
    ]
    html = admin_client.get(reverse("wagtailadmin_pages:add", args=["campaigns", "campaignpage", index.pk]))
    assert html.status_code == 200


def test_a_campaign_is_paused_by_its_switch(admin_client, send, page):
    campaign = Campaign.objects.for_key(page.key)
    admin_client.post(reverse("campaign_states:edit", args=[campaign.pk]), {"status": "paused"})
    assert send().status_code == 422
    assert not Letter.objects.exists()


def test_a_page_with_letters_cannot_be_deleted_and_the_reason_is_said(admin_client, letter, page, index):
    for target in (page, index):
        url = reverse("wagtailadmin_pages:delete", args=[target.pk])
        assert "has letters" in admin_client.post(url, follow=True).content.decode()
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    assert "has letters" in admin_client.post(f"{bulk}?id={index.pk}", follow=True).content.decode()
    admin_client.post(f"{bulk}?id={page.pk}")
    assert CampaignPage.objects.filter(pk=page.pk).exists()


def test_a_page_without_letters_can_be_deleted(admin_client, page):
    admin_client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
    assert not CampaignPage.objects.filter(pk=page.pk).exists()


@pytest.mark.usefixtures("indexed")
def test_a_recipient_is_found_and_added_in_the_chooser(admin_client, minister):
    chooser = reverse("recipient_chooser:choose_results")
    assert "Camille Tremblay" in admin_client.get(f"{chooser}?q=Cami").content.decode()
    assert "Camille Tremblay" not in admin_client.get(f"{chooser}?q=Nobody").content.decode()
    new = {
        "recipient_chooser-create-kind": "office",
        "kind": "office",
        "name": "New Person",
        "salutation_en": "Dear New",
        "email": "new@example.org",
    }
    new |= {f"create-form-{name}": value for name, value in new.items()}
    assert admin_client.post(reverse("recipient_chooser:create"), new).json()["step"] == "chosen"
    assert Recipient.objects.get(name="New Person").status == "unverified"


def test_the_demos_inbox_shows_a_mail_as_text(client, settings, send, tmp_path):
    from campaigns.pipeline.send import send_due

    settings.DEMO_INBOX, settings.EMAIL_BACKEND = tmp_path / "inbox", "home.inbox.EmailBackend"
    assert "No mail yet" in client.get("/inbox/").content.decode()
    send(message="<script>alert(1)</script>")
    send_due(worker="test")
    html = client.get("/inbox/").content.decode()
    assert html.count("/inbox/") == 3
    address = html.split('href="/inbox/')[1].split('"')[0]
    mail = client.get(f"/inbox/{address}").content.decode()
    assert "X-Envelope-To" in mail
    assert "&lt;script&gt;" in mail
    assert client.get("/inbox/nothing/", follow=True).status_code == 404


def test_a_form_that_was_cut_off_is_refused_in_words_and_changes_nothing(admin_client, page):
    editor = reverse("wagtailadmin_pages:edit", args=[page.pk])
    answer = admin_client.post(editor, {"title": "Half a form"})
    assert answer.status_code == 400
    assert "nothing was saved" in answer.content.decode()
    page.refresh_from_db()
    assert (page.title, page.revisions.count()) == ("Justice now", 0)


@pytest.mark.parametrize("address", ["campaigns_letter_modeladmin_index", "offset_entries:index"])
def test_another_campaign_costs_the_lists_no_further_question(admin_client, letter, index, minister, address):
    def ask() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert admin_client.get(reverse(address)).status_code == 200
        return len(asked)

    def add(number: int) -> None:
        page = factories.CampaignPageFactory(parent=index, slug=f"more{number}", recipients=[minister])
        Campaign.objects.for_key(page.key)

    add(1)
    before = ask()
    for number in range(2, 6):
        add(number)
    assert ask() <= before
