from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, TitleFieldPanel
from wagtail.fields import StreamField

from campaigns.blocks import CampaignListBlock, LetterActionBlock
from campaigns.models import CampaignPage
from cms.blocks import CONTENT_COUNTS, ONCE, ContentStreamBlock, TextStreamBlock
from cms.models import BasePage, WarnedPage


class HomeBodyBlock(TextStreamBlock):
    """The home page's own short stream."""

    campaign_list = CampaignListBlock()


class ContentBodyBlock(ContentStreamBlock):
    letter_action = LetterActionBlock()
    campaign_list = CampaignListBlock()

    class Meta:
        block_counts = CONTENT_COUNTS | {"letter_action": ONCE}


class OpenCampaigns:
    """Pages that may list campaigns list those of their own language."""

    def open_campaigns(self):
        return CampaignPage.objects.newest_open().filter(locale=self.locale_id)


class HomePage(OpenCampaigns, BasePage):
    """The first page of one language."""

    introduction = models.TextField(_("introduction"), blank=True)
    body = StreamField(HomeBodyBlock(), verbose_name=_("body"), blank=True)

    content_panels = [TitleFieldPanel("title"), FieldPanel("summary"), FieldPanel("introduction"), FieldPanel("body")]
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["campaigns.CampaignIndexPage", "home.ContentPage"]

    class Meta:
        verbose_name = _("home page")


class ContentPage(OpenCampaigns, WarnedPage):
    """Any other page: about us, privacy, contact."""

    body = StreamField(ContentBodyBlock(), verbose_name=_("body"), blank=True)

    content_panels = [TitleFieldPanel("title"), FieldPanel("summary"), FieldPanel("body")]
    parent_page_types = ["home.HomePage", "home.ContentPage"]
    subpage_types = ["home.ContentPage"]

    class Meta:
        verbose_name = _("content page")
