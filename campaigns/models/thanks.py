from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from wagtail.contrib.routable_page.models import path
from wagtail.fields import RichTextField

from campaigns.mastodon import ANY_SERVER
from cms.policy import allow


class Thanks(models.Model):
    """What supporters are told once they have sent their letter. The lead page's next campaign holds for all."""

    thank_you_text = RichTextField(
        _("what happens next"),
        blank=True,
        features=["bold", "italic", "ol", "ul", "link"],
        help_text=_("Stands on the thank-you page: what you do with the letters, and what supporters can do now."),
    )
    next_letter = models.ForeignKey(
        "campaigns.CampaignPage",
        verbose_name=_("next campaign"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_(
            "Offered on the thank-you page, in the supporter's language, as long as it takes letters. "
            "Leave it empty to offer none."
        ),
    )

    class Meta:
        abstract = True

    @path(_("thank-you/"), name="thank_you")
    @method_decorator(never_cache)  # its number has moved already
    def thank_you(self, request: HttpRequest) -> HttpResponse:
        allow(request, form_action=[ANY_SERVER])
        return self.render(request, template="campaigns/campaign_page_thank_you.html")

    def allow_form(self, request: HttpRequest) -> None:
        """Where this page stands on another site than the form, a browser may follow from there to the thanks."""
        url = urlsplit(self.thank_you_url)
        if url.netloc:
            allow(request, form_action=[f"{url.scheme}://{url.netloc}"])

    def get_cached_paths(self) -> list[str]:
        """What a cache in front forgets when the page is published."""
        return ["/", f"/{self.reverse_subpage('thank_you')}"]

    @property
    def thank_you_url(self) -> str:
        with translation.override(self.locale.language_code):
            return self.get_url() + self.reverse_subpage("thank_you")

    @property
    def may_ask_confirmation(self) -> bool:
        """Whether a doubt has a letter wait for its supporter's word. All are told so in the same words: nothing may
        say to a machine that it was noticed."""
        return settings.ABUSE_CONTROLS == "enforce"

    @cached_property
    def another_campaign(self):
        """The next campaign's public page, in this page's language where there is one, while it takes letters."""
        chosen = self.lead_page.next_letter
        there = chosen and chosen.in_language_of(self)
        if not there or not there.live or there.key == self.key or there.get_view_restrictions().exists():
            return None
        return there if there.takes_letters else None

    def clean(self) -> None:
        super().clean()
        if self.next_letter and self.next_letter.translation_key == self.translation_key:
            raise ValidationError({"next_letter": _("This is the campaign itself. Choose another one.")})
