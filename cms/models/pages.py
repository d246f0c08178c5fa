from django.db import models
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
    )

    promote_panels = [
        MultiFieldPanel([FieldPanel("slug"), FieldPanel("seo_title")], _("Address and search engines")),
        FieldPanel("share_image"),
    ]

    class Meta:
        abstract = True

    def languages(self) -> list[Page]:
        """This page and its live, real translations (an alias is none), default language first."""
        siblings = Page.objects.filter(translation_key=self.translation_key, live=True, alias_of=None)
        pages = [self, *siblings.exclude(pk=self.pk).select_related("locale")]
        return sorted(pages, key=lambda page: page.locale.language_code)

    @property
    def share_text(self) -> str:
        """What is said of the page where it is shared or found."""
        return self.summary

    def share_picture(self):
        """The picture that stands for the page where it is shared; None when it has none."""
        return self.share_image
