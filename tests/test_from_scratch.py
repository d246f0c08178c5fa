"""Everything a campaign page is made of, entered through the admin's own forms, then met on the public page."""

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from campaigns.models import CampaignPage
from cms.models import ApprovedScript, WarningTopic

pytestmark = pytest.mark.django_db

PASTED = '<p>They <b>wait</b>.</p><script>alert(1)</script><p><a href="javascript:alert(2)">Still.</a></p>'


@pytest.fixture
def script(admin_client) -> ApprovedScript:
    answers = {"name": "Progress", "source": "own", "path": "cms/scripts/reading-progress.js"}
    answers |= {"owner": "Web team", "reason": "Shows how far one has read", "expires_on": "2100-01-01"}
    admin_client.post(reverse("wagtailsnippets_cms_approvedscript:add"), answers)
    return ApprovedScript.objects.get()


@pytest.fixture
def topic(admin_client) -> WarningTopic:
    admin_client.post(
        reverse("wagtailsnippets_cms_warningtopic:add"), {"name_en": "Air raids", "name_fr": "Raids aériens"}
    )
    return WarningTopic.objects.get(name_en="Air raids")


def body(*, topic, script) -> list[tuple[str, object]]:
    warning = {"text": "This page mentions bombs.", "topics": {topic.pk}, "covers": {"letter"}, "hides": "on"}
    action = {
        "heading": "Write to her",
        "introduction": rich_text("<p>She can stop it.</p>"),
        "shape": "full",
        "campaign": "",
    }
    return [
        ("action_counter", {"campaign": ""}),
        ("content_warning", warning),
        ("letter_action", action),
        ("heading", "What we know"),
        ("rich_text", rich_text(PASTED)),
        ("scripts", {"scripts": streamfield_list([script.pk])}),
    ]


def streamfield_list(values: list) -> dict:
    """The fields of a ListBlock."""
    items = {str(place): {"value": value, "deleted": "", "order": place} for place, value in enumerate(values)}
    return {"count": len(values), **items}


def page_form(minister, **parts) -> dict:
    row = {"recipient": minister.pk, "legislature": "", "subject": "", "opening": "", "closing": ""}
    return nested_form_data(
        {
            "title": "Stop the bombs",
            "slug": "bombs",
            "summary": "",
            "body": streamfield(body(**parts)),
            "subject": "Please stop them",
            "opening": "{{ recipient_salutation }},",
            "message": "I ask you to act.",
            "closing": "{{ supporter_name }}",
            "may_edit": "message",
            "vacancy": CampaignPage().vacancy,
            "thank_you_text": rich_text(""),
            "outcome": rich_text(""),
            "recipient_rows": inline_formset([row]),
            "comments": inline_formset([]),
        }
    )


@pytest.fixture
def html(admin_client, client, index, minister, topic, script) -> str:
    """The public page of a campaign that was published in the admin, and counted 785 actions elsewhere."""
    url = reverse("wagtailadmin_pages:add", args=["campaigns", "campaignpage", index.pk])
    admin_client.post(url, page_form(minister, topic=topic, script=script) | {"action-publish": "1"})
    page = CampaignPage.objects.get(slug="bombs")
    offset = {"page": page.pk, "number": "785", "reason": "Paper", "source": "Shoe box", "date": "2026-06-01"}
    admin_client.post(reverse("offset_entries:add"), offset)
    client.logout()
    return client.get(page.url).content.decode()


def test_every_part_is_on_the_public_page_in_the_order_of_reading(html):
    parts = [
        "<h1>Stop the bombs</h1>",
        'data-action-count="785"',
        "This page mentions bombs.",
        "Topics: Air raids",
        "Skip to the letter",
        "Write to her",
        "She can stop it.",
        "<form",
        "Show the content: letter",
        "I ask you to act.",
        "<h2>What we know</h2>",
        "They <b>wait</b>.",
        "/static/cms/scripts/reading-progress.js",
    ]
    places = [html.find(part) for part in parts]
    assert -1 not in places
    assert places == sorted(places)


def test_a_script_pasted_into_rich_text_does_not_run(html):
    assert "<script>" not in html
    assert "javascript:" not in html
    assert "Still." in html
