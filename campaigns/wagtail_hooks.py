from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail import hooks
from wagtail.admin import messages

from campaigns.middleware import listed, refuse_publish
from campaigns.models import CampaignPage, Letter
from campaigns.problems import problems


@hooks.register("before_publish_page")
def refuse_a_page_with_problems(request, page):
    """The editor's own button does not pass through `CampaignPage.publish()`. The draft is saved by now."""
    if isinstance(page, CampaignPage) and (found := problems(page)):
        return refuse_publish(request, page, found)
    return None
