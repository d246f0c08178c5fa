"""Staff make letters invalid by rule, after they have seen how many; and say whose letters pass, and whose do not."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from campaigns.abuse.selection import Selection
from campaigns.models import Campaign, Delivery, Letter, LetterTally, Notice, Pace, SenderRule
from campaigns.models.letters import email_key
from campaigns.models.reasons import Reason
from campaigns.pipeline.anonymise import anonymise
from tests import factories

pytestmark = pytest.mark.django_db

BOTS = "bots.example"


@pytest.fixture
def letters(page, minister) -> dict[str, Letter]:
    """Of a machine with two domains from one network, and of a person: each sent to one recipient, and counted."""
    where = {"bot": (BOTS, "n1"), "left": (BOTS, "n1"), "other": ("other.example", "n1"), "jane": ("example.org", "n2")}
    made = {}
    for name, (domain, network) in where.items():
        made[name] = letter = factories.LetterFactory(page=page, email=f"{name}@{domain}", network_key=network)
        status = "sent" if name == "left" else "queued"
        Delivery.objects.create(letter=letter, recipient=minister, status=status)
        Notice.objects.create(letter=letter, kind="receipt")
        LetterTally.objects.add(letter.campaign)
    Letter.objects.filter(pk=made["other"].pk).update(doubts="one_domain too_fast")
    return made


@pytest.fixture
def choose(admin_client, letters):
    def choose(**answers) -> str:
        now = timezone.localtime()
        times = {"since": now - timedelta(days=1), "until": now + timedelta(days=1)}
        asked = {name: time.strftime("%Y-%m-%d %H:%M") for name, time in times.items()}
        asked |= {"campaign": letters["bot"].campaign_id, "reason": "A wave of bots"} | answers
        return admin_client.post(reverse("invalid_letters"), asked, follow=True).content.decode()

    return choose


def invalid(letters) -> set[str]:
    numbers = set(Letter.objects.filter(status="invalid").values_list("pk", flat=True))
    return {name for name, letter in letters.items() if letter.pk in numbers}


def test_the_history_has_the_times_in_utc_wherever_staff_are(letters):
    noon = datetime(2026, 11, 25, 12, tzinfo=ZoneInfo("America/Toronto"))
    words = Selection(letters["bot"].campaign, since=noon, until=noon + timedelta(hours=1)).words
    assert words == "2026-11-25 17:00 – 2026-11-25 18:00 UTC"


def test_first_it_is_only_said_how_many(choose, letters):
    html = choose(domain=BOTS)
    assert "2 letters would become invalid" in html
    assert "would not: 1." in html
    assert "cannot be called back: 1." in html
    assert invalid(letters) == set()
    assert "bot@" not in html


@pytest.mark.parametrize(
    ("rule", "chosen"),
    [
        ({"domain": "@Bots.Example"}, {"bot", "left"}),
        ({"like": "bot"}, {"bot", "left", "other"}),
        ({"doubts": ["too_fast", "trap"]}, {"other"}),
        ({"like": "bot", "domain": "other.example"}, {"other"}),
        ({"domain": BOTS, "until": "2020-01-01 00:00"}, set()),
    ],
)
def test_then_all_that_the_rule_chooses_become_invalid(choose, letters, rule, chosen):
    if "like" in rule:
        rule = rule | {"like": letters[rule["like"]].pk}
    choose(**rule, confirmed="1")
    assert invalid(letters) == chosen


def test_what_is_invalid_counts_no_more_and_nothing_more_of_it_leaves(choose, letters, page):
    choose(domain=BOTS, confirmed="1")
    assert Campaign.objects.number_for(page.key) == 2
    call_command("recount", verbosity=0)
    assert Campaign.objects.number_for(page.key) == 2
    bots = Delivery.objects.filter(letter__email__endswith=BOTS)
    assert set(bots.values_list("status", "reason")) == {("cancelled", "invalid"), ("sent", "")}
    assert set(Notice.objects.filter(letter__email__endswith=BOTS).values_list("status", flat=True)) == {"cancelled"}
    assert set(Notice.objects.exclude(letter__email__endswith=BOTS).values_list("status", flat=True)) == {"queued"}
    choose(domain=BOTS, confirmed="1")
    assert Campaign.objects.number_for(page.key) == 2, "once"


def test_those_behind_them_in_line_move_up(choose, letters):
    later = timezone.now() + timedelta(days=3)
    Delivery.objects.filter(status="queued").put_off(later, reason=Reason.IN_LINE)
    Pace.objects.create(key="domain:example.org", next_at=later)
    choose(domain=BOTS, confirmed="yes")
    row = Delivery.objects.get(letter=letters["jane"])
    assert (row.reason, row.due_at <= timezone.now()) == ("", True)
    assert Pace.objects.get().next_at is None


def test_the_history_says_how_many_by_which_rule_and_why(choose, letters, administrator):
    choose(domain=BOTS, like=letters["bot"].pk, doubts=[], confirmed="1")
    entry = ModelLogEntry.objects.get(action="campaigns.letters_invalid")
    assert (entry.user, entry.data["letters"], entry.data["reason"]) == (administrator, 2, "A wave of bots")
    assert f"@{BOTS}, network of {letters['bot'].pk}" in entry.data["selection"]
    assert entry.message == "Letters made invalid: 2. A wave of bots"


def test_the_second_button_takes_what_was_looked_at_and_nothing_that_came_since(choose, letters, admin_client, page):
    html = choose(domain=BOTS)
    first = html[html.index("would become invalid") : html.index("Make them invalid")]
    again = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', first))
    late = factories.LetterFactory(page=page, email=f"late@{BOTS}")
    Letter.objects.filter(pk=late.pk).update(signed_at=timezone.now() + timedelta(minutes=1))
    Letter.objects.exclude(pk=late.pk).update(signed_at=timezone.now() - timedelta(minutes=1))
    admin_client.post(reverse("invalid_letters"), again | {"confirmed": "1"})
    assert invalid(letters | {"late": late}) == {"bot", "left"}


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ({}, "a domain, a network or a doubt"),
        ({"domain": "not a domain"}, "valid domain"),
        ({"like": 987654321}, "no such letter"),
        ({"domain": BOTS, "reason": ""}, "This field is required"),
    ],
)
def test_a_rule_says_by_what_they_are_known_and_why(choose, letters, rule, words):
    assert words in choose(**rule, confirmed="1")
    assert invalid(letters) == set()


def test_where_letters_came_from_is_forgotten_after_a_month(choose, letters):
    Letter.objects.filter(pk=letters["bot"].pk).update(signed_at=timezone.now() - timedelta(days=31))
    anonymise()
    assert set(Letter.objects.values_list("email", "network_key")) >= {(f"bot@{BOTS}", ""), (f"left@{BOTS}", "n1")}
    assert "no such letter" in choose(like=letters["bot"].pk)


def test_the_list_of_campaigns_leads_there(admin_client, letters):
    url = f"{reverse('invalid_letters')}?campaign={letters['bot'].campaign_id}"
    assert url in admin_client.get(reverse("campaign_states:index")).content.decode()
    assert f'value="{letters["bot"].campaign_id}" selected' in admin_client.get(url).content.decode()


def test_letters_are_listed_with_their_doubts_and_by_them(admin_client, letters):
    url = reverse("campaigns_letter_modeladmin_index")
    html = admin_client.get(url, {"doubt": "too_fast"}).content.decode()
    assert "Many letters with one e-mail domain, The form was filled in within seconds" in html
    assert f"/inspect/{letters['other'].pk}/" in html
    assert f"/inspect/{letters['jane'].pk}/" not in html


# The list of senders


@pytest.fixture
def add(admin_client):
    def add(**answers) -> str:
        asked = {"kind": "network", "action": "hold", "reason": "Bots"} | answers
        return admin_client.post(reverse("sender_rules:add"), asked, follow=True).content.decode()

    return add


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("network", " 192.0.2.7/24 ", "192.0.2.0/24"),
        ("network", "192.0.2.7", "192.0.2.7/32"),
        ("network", "2001:DB8::/32", "2001:db8::/32"),
        ("domain", "@Bots.Example", "bots.example"),
        ("address", "Jane.Doe+x@gmail.com", email_key("janedoe@gmail.com")),
    ],
)
def test_a_sender_is_written_one_way(add, administrator, kind, typed, kept):
    html = add(kind=kind, value=typed)
    rule = SenderRule.objects.get()
    assert (rule.kind, rule.value, rule.author) == (kind, kept, administrator)
    assert "Jane.Doe" not in html


@pytest.mark.parametrize(
    ("kind", "typed", "words"),
    [
        ("network", "192.0.2.0/99", "Write a network"),
        ("network", "example.org", "Write a network"),
        ("domain", "no domain", "valid domain"),
        ("address", "nobody", "valid email"),
    ],
)
def test_what_is_no_sender_is_not_kept(add, kind, typed, words):
    assert words in add(kind=kind, value=typed)
    assert not SenderRule.objects.exists()


def test_no_single_address_passes_without_a_question(add):
    assert "Anybody can type an e-mail address" in add(kind="address", value="jane@example.org", action="allow")
    assert not SenderRule.objects.exists()


def test_one_rule_for_a_sender(add):
    add(value="192.0.2.0/24")
    assert "There is a rule for it already" in add(value="192.0.2.1/24")
    assert SenderRule.objects.count() == 1


def test_what_it_is_about_stays_while_the_rest_is_changed(add, admin_client):
    add(kind="address", value="jane@example.org")
    rule = SenderRule.objects.get()
    answers = {"kind": "domain", "value": "example.org", "action": "refuse", "expires_at": "2099-01-01 00:00"}
    admin_client.post(reverse("sender_rules:edit", args=[rule.pk]), answers)
    changed = SenderRule.objects.get()
    assert (changed.kind, changed.value, changed.action) == ("address", rule.value, "refuse")
    assert changed.expires_at


def test_the_list_shows_who_asked_and_never_an_address(admin_client):
    SenderRule.objects.refuse_for_owner(email_key("jane@example.org"))
    html = admin_client.get(reverse("sender_rules:index")).content.decode()
    assert "The owner of the address said: this was not me." in html
    assert "jane@" not in html
    _before, _table, rows = html.partition('class="listing')
    assert re.findall(r"<th[^>]*>\s*(?:<a[^>]*>)?\s*(\w+)", rows)[:3] == ["Which", "About", "What"]


@pytest.mark.parametrize(("mode", "says"), [("watch", True), ("enforce", False)])
def test_staff_are_told_while_rules_change_nothing(admin_client, settings, mode, says):
    settings.ABUSE_CONTROLS = mode
    assert ("change nothing" in admin_client.get(reverse("sender_rules:add")).content.decode()) == says
