"""How a page's editor leads to the ways to try its draft out, and the addresses of these."""

from collections.abc import Iterator

from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import Button

from campaigns.models import CampaignPage
from campaigns.tryout.review_links import ReviewLinksView
from campaigns.tryout.send_me import SendMeView
from campaigns.tryout.test_run import RecipientsView, TestRunView, ThankYouView


def urls() -> Iterator[URLPattern]:
    page = "campaigns/<int:pk>"
    yield path(f"{page}/send-me/", SendMeView.as_view(), name="send_me")
    yield path(f"{page}/review-links/", ReviewLinksView.as_view(), name="review_links")
    yield path(f"{page}/test-run/", TestRunView.as_view(), name="test_run")
    yield path(f"{page}/test-run/thank-you/", ThankYouView.as_view(), name="test_run_thank_you")
    yield path(f"{page}/test-run/recipients/", RecipientsView.as_view(), name="test_run_recipients")


def buttons(page: CampaignPage) -> Iterator[Button]:
    """For whoever may edit the page."""
    yield Button(SendMeView.page_title, reverse("send_me", args=[page.pk]), icon_name="mail", priority=66)
    yield Button(_("Test run"), reverse("test_run", args=[page.pk]), icon_name="view", priority=68)
    yield Button(ReviewLinksView.page_title, reverse("review_links", args=[page.pk]), icon_name="link", priority=69)
