"""The admin's list of approved scripts, which says of each whether pages load it, and until when."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.snippets.views.snippets import SnippetViewSet

from cms.models import ApprovedScript, SiteSettings


def standing(script: ApprovedScript) -> str:
    """In a word or two, for whoever has to look at it again."""
    settings = list(SiteSettings.objects.all())
    if script.is_over:
        return _("Over: not loaded")
    if any(one.scripts_are_off for one in settings):
        return _("Switched off")
    if not script.is_allowed_by_any(settings):
        return _("Host not allowed: not loaded")
    if script.ends_soon:
        return _("Ends soon: look again before %(date)s") % {"date": date_format(script.expires_on)}
    return _("Loaded")


class ApprovedScriptViewSet(SnippetViewSet):
    model = ApprovedScript
    icon = "code"
    list_display = [
        "name",
        Column("standing", label=gettext_lazy("State"), accessor=standing),
        Column("host", label=gettext_lazy("Host"), accessor=lambda script: script.host or "–"),
        "owner",
        DateColumn("expires_on", label=gettext_lazy("Last day")),
    ]
    panels = [
        FieldPanel("name"),
        MultiFieldPanel(["source", "account", "url", "path"], gettext_lazy("Where it comes from")),
        MultiFieldPanel(["owner", "reason", "reason_fr", "expires_on"], gettext_lazy("Why, and for how long")),
        FieldPanel("needs_consent"),
    ]
