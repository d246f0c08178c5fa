"""Approved scripts: what can be approved, which pages load them, and what a page's policy opens for them."""

import json
import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from campaigns.models import CampaignPage, Letter
from cms.models import ApprovedScript, SiteSettings
from cms.providers import PROVIDERS
from tests import factories

pytestmark = pytest.mark.django_db

HOST = "scripts.example.org"
ABOUT = {"owner": "Web team", "reason": "Counts visits"}


@pytest.fixture
def look(page) -> SiteSettings:
    return SiteSettings.objects.create(site=page.get_site(), script_hosts=f"other.example\n{HOST}")


def approved(source: str = "plausible", **values) -> ApprovedScript:
    accounts = {"account": PROVIDERS[source].example} if source in PROVIDERS else {}
    return ApprovedScript.objects.create(name=f"{source} {values}"[:100], source=source, **ABOUT | accounts | values)


@pytest.fixture
def load(client, look, page):
    """Puts scripts on the page and opens it; returns the orders to load them, and the page's policy by directive."""

    def load(*scripts: ApprovedScript, path: str = ""):
        rows = [{"type": "item", "id": str(script.pk), "value": script.pk} for script in scripts]
        body = [*factories.BODY, {"type": "scripts", "value": {"scripts": rows}}]
        CampaignPage.objects.filter(pk=page.pk).update(body=json.dumps(body))
        return orders_and_policy(client.get(path or page.url))

    return load


def orders_and_policy(response) -> tuple[list[dict], dict[str, list[str]]]:
    found = re.search(r'id="approved-scripts"[^>]*>(.*?)</script>', response.content.decode())
    directives = [directive.split() for directive in response["Content-Security-Policy"].split("; ")]
    return json.loads(found[1]) if found else [], {name: sources for name, *sources in directives}


@pytest.mark.parametrize("name", PROVIDERS)
def test_a_page_opens_its_policy_for_what_its_own_provider_needs_and_no_more(load, name):
    (order,), policy = load(approved(name))
    needed = ApprovedScript.objects.get().sources
    assert order["url"].partition("?")[0] == needed["script_src"][0]
    assert set(policy["script-src"]) == {"'self'", *needed["script_src"]}
    assert set(policy["connect-src"]) == {"'self'", *needed["connect_src"]}
    assert set(policy["img-src"]) == {"'self'", *needed["img_src"]}
    assert "{" not in json.dumps([order["url"], order["attributes"], needed]).replace('{"', "").replace("{}", "")
    assert "unsafe" not in str(policy)


@pytest.mark.parametrize("name", PROVIDERS)
def test_an_account_is_one_of_its_provider(name):
    provider = PROVIDERS[name]
    assert provider.names(provider.example)
    for hostile in (
        "",
        "x'; alert(1)",
        provider.example + "\n",
        provider.example + "/../",
        'a"b',
        "https://evil.example",
    ):
        with pytest.raises(ValidationError, match="such as") as error:
            approved(name, account=hostile).full_clean()
        assert list(error.value.message_dict) == ["account"]
        ApprovedScript.objects.all().delete()


def test_an_address_is_behind_https_and_on_a_host_that_administrators_allow(look):
    approved("address", url=f"https://{HOST}/count.js").full_clean()
    for url in ("https://evil.example/count.js", f"http://{HOST}/count.js", f"https://evil.example/{HOST}", ""):
        with pytest.raises(ValidationError):
            approved("address", url=url).full_clean()


def test_a_host_that_is_taken_off_the_list_loads_nothing_more(load, look):
    script = approved("address", url=f"https://{HOST}/count.js")
    orders, policy = load(script)
    assert [order["url"] for order in orders] == [script.url]
    assert policy["script-src"] == ["'self'", script.url]
    assert policy["connect-src"] == ["'self'", f"https://{HOST}"]
    SiteSettings.objects.update(script_hosts="other.example")
    orders, policy = load(script)
    assert (orders, policy["script-src"]) == ([], ["'self'"])


@pytest.mark.parametrize(
    "text", ["https://scripts.example.org", "*.example.org", "localhost", "a.example/js", "'self'"]
)
def test_the_list_holds_names_of_hosts_alone(look, text):
    look.script_hosts = text
    with pytest.raises(ValidationError, match="no name of a host"):
        look.full_clean()


def test_one_switch_turns_all_off(load):
    scripts = [approved(name) for name in PROVIDERS]
    assert len(load(*scripts)[0]) == len(PROVIDERS)
    SiteSettings.objects.update(scripts_are_off=True)
    orders, policy = load(*scripts)
    assert (orders, policy["script-src"], policy["connect-src"]) == ([], ["'self'"], ["'self'"])


def test_after_its_last_day_a_script_is_not_loaded_and_its_approvers_are_told_before(load, admin_client):
    today = timezone.localdate()
    script = approved(expires_on=today)
    assert load(script)[0]
    listed = admin_client.get(reverse("wagtailsnippets_cms_approvedscript:list")).content.decode()
    assert "Ends soon: look again before" in listed
    assert "Approved scripts that are over, or soon will be" in admin_client.get("/admin/").content.decode()
    ApprovedScript.objects.update(expires_on=today - timedelta(days=1))
    assert load(script)[0] == []
    assert "Over: not loaded" in admin_client.get(reverse("wagtailsnippets_cms_approvedscript:list")).content.decode()


def test_who_sets_cookies_asks_whatever_the_approver_says(page):
    for name, provider in PROVIDERS.items():
        script = approved(name, needs_consent=False)
        if provider.sets_cookies:
            with pytest.raises(ValidationError, match="sets cookies"):
                script.full_clean()
        else:
            script.full_clean()


def test_the_notice_is_there_only_where_something_asks(load, client, page):
    load(approved(needs_consent=False))
    assert "data-consent" not in client.get(page.url).content.decode()
    load(approved("fathom", reason_fr="Compte les visites"))
    html = client.get(page.url).content.decode()
    assert re.search(r"data-consent\s+hidden", html)
    assert "cdn.usefathom.com" in html
    assert "Counts visits" in html
    with translation.override("fr"):
        french = factories.translate(CampaignPage.objects.get(pk=page.pk), title="Justice maintenant")
        html = client.get(french.url).content.decode()
    assert "Permettre" in html
    assert "Compte les visites" in html


def test_no_other_page_of_a_supporter_loads_any(load, client, page, send):
    script = approved(needs_consent=False)
    load(script)
    send()
    letter = Letter.objects.get()
    private = (letter.receipt_path, letter.withdrawal_path, letter.erasure_path, letter.confirmation_path)
    for path in (page.thank_you_url, *private, "/en/", "/en/campaigns/"):
        response = client.get(path)
        orders, policy = orders_and_policy(response)
        assert (response.status_code, orders, policy["script-src"]) == (200, [], ["'self'"]), path
    assert orders_and_policy(send(email=""))[0] == []


def test_a_page_behind_a_password_loads_none(load, page):
    script = approved(needs_consent=False)
    assert load(script)[0]
    restriction = page.view_restrictions.create(restriction_type="login")
    signed_in = Client()
    signed_in.force_login(factories.UserFactory(administrator=True))
    assert orders_and_policy(signed_in.get(page.url))[0] == []
    restriction.delete()
    assert orders_and_policy(signed_in.get(page.url))[0]


def test_every_visitor_gets_the_same_bytes_and_policy(load, client, page):
    load(approved("google-analytics"), approved(needs_consent=False))
    answers = [Client(headers=headers).get(page.url) for headers in ({}, {"User-Agent": "other", "DNT": "1"})]
    assert len({answer.content for answer in answers}) == 1
    assert len({answer["Content-Security-Policy"] for answer in answers}) == 1
    assert not answers[0].cookies


def test_what_an_approver_wrote_cannot_break_out_of_the_page(load, client, page):
    load(approved("fathom", reason="</script><script>alert(1)</script>", owner="x"))
    assert "<script>alert" not in client.get(page.url).content.decode()
