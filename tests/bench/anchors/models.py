"""The way Wagtail's documentation shows a page with a form that is mailed."""

from django.core.mail import send_mail
from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.contrib.forms.models import AbstractEmailForm, AbstractFormField
from wagtail.fields import StreamField

from cms.blocks import ContentStreamBlock


class StockField(AbstractFormField):
    page = ParentalKey("StockPage", on_delete=models.CASCADE, related_name="form_fields")


class StockPage(AbstractEmailForm):
    summary = models.TextField(blank=True)
    picture = models.ForeignKey("cms.SiteImage", null=True, on_delete=models.SET_NULL, related_name="+")
    body = StreamField(ContentStreamBlock(), blank=True)

    template = landing_page_template = "anchors/stock_page.html"

    def send_mail(self, form):
        """Two letters: to the minister, and to the member of Parliament."""
        for address in self.to_address.split(","):
            send_mail(self.subject, self.render_email(form), self.from_address, [address])
