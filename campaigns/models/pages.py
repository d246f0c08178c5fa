from django.db import models
from django.utils import timezone, translation
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, TitleFieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin
from wagtail.fields import RichTextField, StreamField
from wagtail.log_actions import log
from wagtail.models import PageManager

from campaigns.blocks import CampaignBodyBlock, prefilled_body
from campaigns.consent import consent_words
from campaigns.editor.checklist import Checklist
from campaigns.editor.page_form import CampaignPageForm
from campaigns.editor.tabs import tabs
from campaigns.keeping import Terms, keeping_words
from campaigns.letterhead import Letterhead
from campaigns.models.campaigns import Campaign
from campaigns.models.ending import Ending
from campaigns.models.invented import invented_campaigns
from campaigns.models.languages import Languages
from campaigns.models.outlook import Outlook
from campaigns.models.overview import OverviewQuerySet
from campaigns.models.retention import current_terms
from campaigns.models.schedule import Schedule
from campaigns.models.sharing import Sharing
from campaigns.models.texts import LetterText
from campaigns.models.thanks import Thanks
from campaigns.models.vacancy import VacancyRule
from campaigns.previews import CampaignPreviews
from campaigns.problems import PublishRefused, problems
from cms.models import BasePage, SiteSettings, WarnedPage
from cms.models.settings import settings_of


class CampaignPageQuerySet(OverviewQuerySet):
    def lead_for(self, key) -> "CampaignPage | None":
        """The page that holds what all languages share: the one in the default locale, else the oldest."""
        pages = self.filter(translation_key=key, alias_of=None).select_related("locale")
        return min(pages, key=lambda page: (not page.locale.is_default, page.pk), default=None)

    def in_all_languages(self, key) -> list["CampaignPage"]:
        """The page of one campaign in each language, its lead page first. Aliases stay with their originals."""
        pages = self.filter(translation_key=key, alias_of=None).select_related("locale", "latest_revision", "alignment")
        lead = self.lead_for(key)
        return sorted(pages.order_by("pk"), key=lambda page: page.pk != lead.pk)

    def newest_open(self):
        """Live pages of campaigns that still take letters, newest first."""
        ended = Campaign.objects.filter(status__in=Campaign.ENDED).values("key")
        now = timezone.now()
        over = self.model.objects.leads().filter(closes_at__lte=now).values("translation_key")
        live = self.live().public().exclude(translation_key__in=ended).exclude(translation_key__in=over)
        return live.order_by("-first_published_at")


class CampaignPage(
    CampaignPreviews,
    Languages,
    Outlook,
    LetterText,
    VacancyRule,
    Schedule,
    Ending,
    Thanks,
    Sharing,
    RoutablePageMixin,
    WarnedPage,
):
    """A campaign in one language: what is written for it, and on the lead page what all languages share."""

    hero_image = models.ForeignKey(
        "cms.SiteImage", verbose_name=_("picture"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    body = StreamField(CampaignBodyBlock(), verbose_name=_("body"), default=prefilled_body, blank=True)

    goal = models.PositiveIntegerField(
        _("goal"),
        null=True,
        blank=True,
        help_text=_("How many people you want to reach. The counter shows how far it is. Leave it empty for no goal."),
    )

    asks_confirmation = models.BooleanField(
        _("supporters confirm by e-mail"),
        default=False,
        help_text=_("The letter leaves, and is counted, once the supporter has followed a link in an e-mail."),
    )
    outcome = RichTextField(
        _("outcome"),
        blank=True,
        features=["bold", "italic", "ol", "ul", "link"],
        help_text=_("Stands in place of the form once the campaign has ended: what the letters have achieved."),
    )

    edit_handler = tabs
    base_form_class = CampaignPageForm
    parent_page_types = ["campaigns.CampaignIndexPage"]
    subpage_types: list[str] = []
    template = "campaigns/campaign_page.html"

    objects = PageManager.from_queryset(CampaignPageQuerySet)()

    class Meta:
        verbose_name = _("campaign page")
        verbose_name_plural = _("campaign pages")

    # The campaign that this page belongs to

    @property
    def key(self):
        return self.original.translation_key

    @cached_property
    def lead_page(self) -> "CampaignPage":
        if self.original is self and self.locale.is_default:
            return self
        lead = CampaignPage.objects.lead_for(self.key)
        return self if lead is None or lead.pk == self.pk else lead

    @cached_property
    def campaign(self) -> Campaign:
        """The campaign's row with its `number`; one that is not stored yet while nothing hangs on it."""
        row = Campaign.objects.with_number().filter(key=self.key).first()
        return row or Campaign.unstored(self.key)

    @property
    def stored_campaign(self) -> Campaign:
        """The same, for what is to hang on it."""
        return self.campaign if self.campaign.pk else Campaign.objects.for_key(self.key)

    def in_language_of(self, page) -> "CampaignPage":
        """This campaign in the language of `page`, where it is live in that language; else this page."""
        if page is None or self.locale_id == page.locale_id:
            return self
        return CampaignPage.objects.live().filter(translation_key=self.key, locale=page.locale_id).first() or self

    # Showing it

    @classmethod
    def invented(cls) -> list["CampaignPage"]:
        """Not stored, for the block chooser."""
        return invented_campaigns(cls)

    @property
    def letterhead(self) -> Letterhead:
        """In whose name the page's mails are sent, in its language, whatever language is active."""
        with translation.override(self.locale.language_code):
            own = self._organisation()
            privacy = own.privacy_notice.full_url if own.privacy_notice else ""
            return Letterhead(own.organisation, own.sender_name, own.sender, privacy or "")

    @cached_property
    def consent_words(self) -> str:
        """What supporters agree to who ask for news, in the page's language."""
        with translation.override(self.locale.language_code):
            return consent_words(self._organisation().organisation)

    @property
    def keeping_terms(self) -> Terms:
        """How long supporters' data is kept: the same for all campaigns."""
        return current_terms()

    @property
    def keeping_words(self) -> list[str]:
        """What supporters are told of it, in the page's language."""
        with translation.override(self.locale.language_code):
            return keeping_words(self.keeping_terms)

    def _organisation(self) -> SiteSettings:
        place = self.get_url_parts()  # None for an invented page, which stands in no tree
        return settings_of(place[0]) if place else SiteSettings()

    def open_campaigns(self):
        return CampaignPage.objects.newest_open().filter(locale=self.locale_id).exclude(pk=self.pk)

    @property
    def left_to_goal(self) -> int:
        """How many people are still missing; 0 also where there is no goal."""
        return max((self.lead_page.goal or 0) - self.campaign.number, 0)

    @property
    def listed_picture(self):
        """The hero, unless a content warning is about the pictures: then only the page itself shows it."""
        return None if self.warning and "pictures" in self.warning.covered else self.hero_image

    @property
    def share_picture(self):
        return super().share_picture or self.listed_picture

    @property
    def hidden_pictures(self) -> set[int]:
        hides_hero = self.warning and "pictures" in self.warning.hidden
        return super().hidden_pictures | ({self.hero_image_id} if hides_hero else set())

    # Publishing it

    @property
    def checklist(self) -> Checklist:
        """What keeps its newest stored draft from being published, for its editors."""
        return Checklist(self)

    def publish(self, revision, user=None, changed=True, log_action=True, previous_revision=None, **kwargs):
        """Every route but the editor's own button passes here. Raises PublishRefused where there are problems;
        a scheduled page that has some stays a draft, so that the others still go live."""
        found = problems(revision.as_object())
        if found and log_action == "wagtail.publish.scheduled":
            type(revision).objects.filter(pk=revision.pk).update(approved_go_live_at=None)
            log(instance=self, action="campaigns.schedule_refused", revision=revision)
            return None
        if found:
            raise PublishRefused(self, found)
        return super().publish(
            revision,
            user=user,
            changed=changed,
            log_action=log_action,
            previous_revision=previous_revision,
            **kwargs,
        )


class CampaignIndexPage(BasePage):
    """Lists the campaigns of one language."""

    introduction = models.TextField(_("introduction"), blank=True)

    content_panels = [TitleFieldPanel("title"), FieldPanel("summary"), FieldPanel("introduction")]
    parent_page_types = ["home.HomePage"]
    subpage_types = ["campaigns.CampaignPage"]

    class Meta:
        verbose_name = _("campaign index")

    def open_campaigns(self):
        return CampaignPage.objects.newest_open().child_of(self)

    def ended_campaigns(self):
        open_ones = self.open_campaigns().values("pk")
        return CampaignPage.objects.live().public().child_of(self).exclude(pk__in=open_ones)
