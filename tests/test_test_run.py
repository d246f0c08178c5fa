"""An editor tries a draft out: the form works, the mail comes to the editor, and nothing is left behind."""

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from campaigns.models import Campaign, CampaignPage, Delivery, Letter, LetterTally, Notice, PostalCode, Recipient
from tests import factories
from tests.letters import shown
from tests.scripted_smtp import refused_port

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(page) -> CampaignPage:
    """Nobody but editors sees it."""
    page.unpublish()
    page.message = "Words of the draft"
    page.save_revision()
    return page


@pytest.fixture
def url(draft) -> str:
    return reverse("test_run", args=[draft.pk])


@pytest.fixture
def answers(answers, draft) -> dict[str, str]:
    return answers | {"message": "Words of the draft"} | shown(draft)


def nothing_is_stored() -> bool:
    return not any(model.objects.exists() for model in (Letter, Delivery, Notice, LetterTally, Campaign))


def test_the_editor_opens_the_draft_with_a_form_that_works(admin_client, administrator, draft, url):
    assert url in admin_client.get(reverse("wagtailadmin_pages:edit", args=[draft.pk])).content.decode()
    html = admin_client.get(url).content.decode()
    form = html.split("<form")[1].split("</form>")[0]
    assert "Words of the draft" in form
    assert f'action="{url}"' in form
    assert "inert" not in form.split(">")[0]
    assert f"All e-mails go to {administrator.email} and to nobody else." in html


def test_everybodys_mail_comes_to_the_tester_and_nothing_is_counted_or_stored(
    admin_client, administrator, minister, district, url, answers, mail_server
):
    response = admin_client.post(url, answers | {"message": "My own words"})
    assert response.status_code == 303
    assert nothing_is_stored()
    assert [envelope.rcpt_tos for envelope in mail_server.envelopes] == [[administrator.email]] * 3
    to_minister, to_member, receipt = (envelope.content.decode() for envelope in mail_server.envelopes)
    member = district.representatives.get()
    for content, recipient in ((to_minister, minister), (to_member, member)):
        assert "Subject: [TEST] Please act" in content
        assert f"would have gone to {recipient.name} <{recipient.email}>" in content
        assert f"{recipient.salutation_en},\r\n\r\nMy own words" in content
        assert "Jane Doe, K1A 0A6." in content
    assert "jane@example.org" in receipt
    assert f"http://testserver{url}" in receipt
    html = admin_client.get(response["Location"]).content.decode()
    assert "Thank you. Check your e-mail." in html
    assert "Test run" in html
    assert 'data-action-count="0"' in html


def test_the_form_validates_as_the_real_one(admin_client, url, answers):
    response = admin_client.post(url, answers | {"email": "nonsense", "first_name": ""})
    assert response.status_code == 422
    html = response.content.decode()
    assert "Enter your first name." in html
    assert "This campaign is not open yet." not in html
    assert f'action="{url}"' in html
    assert not mail.outbox


def test_a_letter_that_changed_meanwhile_is_shown_again(admin_client, draft, url, answers):
    draft.closing = "Another closing"
    draft.save_revision()
    assert "The letter has changed" in admin_client.post(url, answers).content.decode()


def test_the_postal_code_is_looked_up_and_two_ridings_are_a_choice(admin_client, url, answers, district):
    other = factories.RecipientFactory(representative=True, name="Sam Other", salutation_en="Dear Sam")
    PostalCode.objects.create(code="K1A0A6", district=other.district)
    html = admin_client.post(url, answers).content.decode()
    assert "Your postal code lies in more than one riding." in html
    assert admin_client.post(url, answers | {"district": other.district.pk}).status_code == 303
    assert "Dear Sam," in mail.outbox[1].body


def test_who_gets_the_letter_is_said_while_the_tester_types(admin_client, administrator, draft):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(administrator)
    url = reverse("test_run_recipients", args=[draft.pk])
    assert url in admin_client.get(reverse("test_run", args=[draft.pk])).content.decode()
    assert "Robin Member" in strict.post(url, {"postal_code": "K1A 0A6"}).content.decode()
    assert strict.post(url, {"postal_code": "nonsense"}).status_code == 422


def test_another_site_cannot_make_an_editors_browser_try_it(administrator, url, answers):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(administrator)
    assert strict.post(url, answers).status_code == 403
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', strict.get(url).content.decode())[1]
    assert strict.post(url, answers | {"csrfmiddlewaretoken": token}).status_code == 303


def test_somebody_abroad_writes_to_the_fixed_recipients(admin_client, url, answers):
    admin_client.post(url, answers | {"outside_country": "on", "postal_code": ""})
    assert [message.subject.startswith("[TEST]") for message in mail.outbox] == [True, True]


def test_who_asks_to_be_asked_later_reads_so_in_the_receipt(admin_client, url, answers):
    PostalCode.objects.all().delete()
    admin_client.post(url, answers | {"district": "later"})
    receipt = mail.outbox[-1]
    assert "Please choose your riding" in receipt.body
    assert nothing_is_stored()


def test_a_campaign_without_anybody_to_write_to_says_so(admin_client, draft, url, answers, district):
    draft.recipient_rows.filter(legislature=None).delete()
    CampaignPage.objects.get(pk=draft.pk).save_revision()
    district.representatives.all().delete()
    response = admin_client.post(url, answers | {"letter_version": ""})
    assert response.status_code == 422
    assert "Nobody sits for this riding" in response.content.decode()


def test_the_confirmation_comes_too_where_the_campaign_asks_for_it(admin_client, draft, url, answers):
    draft.asks_confirmation = True
    draft.save_revision()
    admin_client.post(url, answers)
    assert len(mail.outbox) == 4
    assert "Please confirm your letter" in mail.outbox[0].subject
    assert nothing_is_stored()


def test_a_translation_is_tried_in_its_own_language(admin_client, draft, answers):
    draft.latest_revision.publish()
    french = factories.translate(draft, slug="justice", message="J’accuse")
    url = reverse("test_run", args=[french.pk])
    html = admin_client.get(url).content.decode()
    assert '<html lang="fr">' in html
    assert "Envoyer ma lettre" in html
    answers = answers | {"message": french.message} | shown(french)
    response = admin_client.post(url, answers)
    assert "Madame la Ministre,\n\nJ’accuse" in mail.outbox[0].body
    assert "Merci. Consultez vos courriels." in admin_client.get(response["Location"]).content.decode()


def test_a_draft_that_makes_no_letter_says_why(admin_client, draft, url, answers):
    CampaignPage.objects.update(opening="{{ nobody }}", latest_revision=None)
    assert "Letters do not know {{ nobody }}." in admin_client.get(url).content.decode()
    response = admin_client.post(url, answers | {"letter_version": ""})
    assert response.status_code == 422
    assert "Letters do not know {{ nobody }}." in response.content.decode()


def test_a_mail_server_that_does_not_answer_is_said_and_what_was_typed_stays(admin_client, url, answers, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", refused_port()
    response = admin_client.post(url, answers)
    assert response.status_code == 422
    assert "The mail server did not take the e-mails." in response.content.decode()
    assert 'value="Jane"' in response.content.decode()


def test_an_address_that_makes_no_mail_is_said(admin_client, url, answers, minister):
    Recipient.objects.filter(pk=minister.pk).update(email="nobody\n@example.org")
    assert "no e-mail can be made" in admin_client.post(url, answers).content.decode()
    assert not mail.outbox


def test_the_form_of_another_campaign_on_the_page_does_nothing(admin_client, index, minister, draft, url):
    other = factories.CampaignPageFactory(parent=index, slug="other", recipients=[minister])
    draft.body = [("letter_action", {"heading": "Send", "introduction": "", "campaign": other.page_ptr})]
    draft.save_revision()
    form = admin_client.get(url).content.decode().split("<form")[1].split(">")[0]
    assert "inert" in form
    assert "action=" not in form


def test_only_who_may_edit_the_page_may_try_it(client, outsider, draft, url, answers):
    names = ("test_run", "test_run_thank_you", "test_run_recipients")
    for login in (lambda: None, lambda: client.force_login(outsider)):
        login()
        for name in names:
            assert client.get(reverse(name, args=[draft.pk])).status_code == 302
        assert client.post(url, answers).status_code == 302
    assert not mail.outbox


def test_the_tester_may_look_at_the_letters_first_and_change_them(admin_client, url, answers):
    looked = admin_client.post(url, answers | {"preview": "1"})
    html = looked.content.decode()
    assert looked.status_code == 200
    assert "Dear Robin Member," in html
    assert "Test run" in html
    assert f'action="{url}"' in html
    changed = admin_client.post(url, answers | {"change": "1"})
    assert changed.status_code == 200
    assert 'value="jane@example.org"' in changed.content.decode()
    assert not mail.outbox
    assert nothing_is_stored()
