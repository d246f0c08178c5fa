from django.db import models
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page


class BasePage(Page):
    """What every page of the site has: a summary, a picture to share it by, and its living translations."""

    summary = models.CharField(
        _("summary"),
        max_length=300,
        blank=True,
        help_text=_("One or two sentences. Shown in lists, by search engines and where people share the page."),
    )
    share_image = models.ForeignKey(
        "cms.SiteImage",
        verbose_name=_("picture for sharing"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_(
            "Stands beside the link where people share the page. Empty: the organisation's picture for sharing, where "
            "it has one."
        ),
    )

    promote_panels = [
        MultiFieldPanel(
            [
                "slug",
                "seo_title",
                FieldPanel(
                    "search_description",
                    heading=_("Description for search engines"),
                    help_text=_("What they may show below the title. Empty: the summary."),
                ),
            ],
            _("Address and search engines"),
        ),
        FieldPanel("share_image"),
    ]

    class Meta:
        abstract = True

    # Its addresses

    @cached_property
    def original(self) -> Page:
        """The page that this one is an alias of, else the page itself."""
        return self.alias_of.specific if self.alias_of_id else self

    @property
    def canonical_url(self) -> str | None:
        """The one address of what stands here, without a query; None while it stands in no site."""
        return (self.original if self.original.live else self).full_url

    @cached_property
    def languages(self) -> list[Page]:
        """What stands here, once in each language that it was written in and is public in (an alias is none), default
        language first."""
        real = Page.objects.live().public().filter(translation_key=self.original.translation_key, alias_of=None)
        others = real.exclude(locale=self.original.locale_id).select_related("locale")
        return sorted(
            [self.original, *others], key=lambda page: (not page.locale.is_default, page.locale.language_code)
        )

    @property
    def other_languages(self) -> list[Page]:
        return [page for page in self.languages if page.locale_id != self.locale_id]

    @property
    def alternates(self) -> dict[str, str]:
        """Addresses by language, and `x-default` for whoever reads none of them; empty where there is one language."""
        return addresses_by_language(self.languages)

    # Who may see it

    def get_view_restrictions(self) -> QuerySet:
        """Asked several times while it is shown, of the database once."""
        return self._view_restrictions

    @cached_property
    def _view_restrictions(self) -> QuerySet:
        return super().get_view_restrictions()

    # What is said of it elsewhere

    @property
    def found_text(self) -> str:
        """What search engines say of the page."""
        return self.search_description or self.summary

    @property
    def share_text(self) -> str:
        """What is said of the page beside a link to it."""
        return self.summary or self.search_description

    @property
    def share_picture(self):
        """The picture that stands for the page where it is shared; None when it has none."""
        return self.share_image

    @property
    def offered_actions(self) -> list[dict]:
        """What readers can do here, as schema.org's Actions."""
        return []


def addresses_by_language(pages: list[Page]) -> dict[str, str]:
    """Of translations of each other, the one to fall back on first."""
    if len(pages) < 2:
        return {}
    return {page.locale.language_code: page.full_url for page in pages} | {"x-default": pages[0].full_url}
