"""What the head of a page says of it to machines."""

from django import template
from django.utils.safestring import SafeString

from cms.linked_data import linked_data_html
from cms.models import BasePage, SiteSettings

register = template.Library()


@register.simple_tag
def linked_data(page: BasePage, organisation: SiteSettings) -> SafeString:
    return linked_data_html(page, organisation)


@register.filter
def open_graph_locale(language: str) -> str:
    """As Open Graph writes the languages of this country: en_CA."""
    return f"{language}_CA"
