"""Campaigns, offset entries, legislatures and the chooser of recipients in the admin."""

import django_filters
from django import forms
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from campaigns.history import note_switch
from campaigns.models import Campaign, CampaignPage, Legislature, OffsetEntry, Recipient
from campaigns.staff.dissolution import EditLegislature
from campaigns.staff.invalid_view import MAY_INVALIDATE, invalid_button
from campaigns.staff.launch_view import launch_button
from campaigns.staff.overview.view import Overview, StateFilter
from campaigns.staff.reach import own_pages, reaches, within_reach
from campaigns.staff.results import results_button
from campaigns.switch import switch
from cms.keeping import lead_to_form


class CampaignForm(WagtailAdminModelForm):
    class Meta:
        model = Campaign
        fields = ["status"]
        help_texts = {
            "status": _(
                "Open: letters are taken and sent. Paused: the page says so, and letters not yet gone wait until you "
                "open it again. Closed or won: the outcome stands in place of the form, letters on their way still go, "
                "and those whose recipient is not known yet end; this cannot be undone for them."
            )
        }


class EditCampaign(ModelViewSet.edit_view_class):
    """For whoever may change campaigns."""

    @property
    def header_more_buttons(self):
        return [*super().header_more_buttons, results_button(self.object)]

    def save_instance(self):
        super().save_instance()
        if self.form.has_changed():
            note_switch(self.form.instance, before=self.form.initial["status"], by=self.request.user)
        to = Campaign.Status(self.form.cleaned_data["status"])
        if moved := switch(self.form.instance, to=to, by=self.request.user):
            text = ngettext("%(number)s letter was changed.", "%(number)s letters were changed.", moved)
            messages.info(self.request, text % {"number": moved})
        return self.form.instance


class DeleteCampaign(ModelViewSet.delete_view_class):
    """For nobody's role; a superuser is led back to the switch where anything hangs on the campaign."""

    def run_before_hook(self):
        return lead_to_form(self.request, [self.object])


class CampaignList(Overview):
    def get_list_more_buttons(self, instance):
        buttons = [*super().get_list_more_buttons(instance), results_button(instance), launch_button(instance)]
        may_invalidate = instance.pk and self.request.user.has_perm(MAY_INVALIDATE)
        return [*buttons, invalid_button(instance)] if may_invalidate else buttons


class CampaignViewSet(ModelViewSet):
    """All campaigns, and the stop switch of each. A campaign's row is made by its pages, so none is added here."""

    model = Campaign
    name = "campaign_states"
    menu_label = _("Campaigns")
    icon = "mail"
    menu_order = 210
    add_to_admin_menu = True
    index_view_class = CampaignList
    edit_view_class = EditCampaign
    filterset_class = StateFilter
    search_fields = ["title"]
    delete_view_class = DeleteCampaign
    copy_view_enabled = False

    def get_form_class(self, for_update=False):
        return CampaignForm


class OffsetEntryForm(WagtailAdminModelForm):
    """Adds to the campaign of a page that its author may edit; the campaign's row is made if this is the first thing
    that hangs on it."""

    page = forms.ModelChoiceField(CampaignPage.objects.none(), label=_("Campaign"))

    class Meta:
        model = OffsetEntry
        fields = ["page", "number", "reason", "source", "date"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["page"].queryset = own_pages(self.for_user).filter(alias_of=None)

    def save(self, commit=True):
        self.instance.campaign = Campaign.objects.for_key(self.cleaned_data["page"].key)
        self.instance.author = self.for_user
        return super().save(commit)


class WithinReach:
    """A view of one entry, of a campaign within reach."""

    def get_object(self, *args, **kwargs):
        entry = super().get_object(*args, **kwargs)
        if not reaches(self.request.user, entry.campaign.key):
            raise PermissionDenied
        return entry


class OffsetEntryFilter(WagtailFilterSet):
    campaign = django_filters.ModelChoiceFilter(
        label=_("Campaign"),
        queryset=lambda request: within_reach(Campaign.objects.titled(), request.user),
    )

    class Meta:
        model = OffsetEntry
        fields = ["campaign"]


class OffsetEntryList(ModelViewSet.index_view_class):
    def get_base_queryset(self):
        return super().get_base_queryset().filter(campaign__in=within_reach(Campaign.objects.all(), self.request.user))


class LookAtOffsetEntry(WithinReach, ModelViewSet.inspect_view_class):
    pass


class OffsetEntryHistory(WithinReach, ModelViewSet.history_view_class):
    pass


class AddOffsetEntry(ModelViewSet.add_view_class):
    def get_initial(self):
        return super().get_initial() | {"page": self.request.GET.get("page")}


class OffsetEntryViewSet(ModelViewSet):
    """Entries take effect at once. They are added and looked at, never changed: a new entry corrects an old one."""

    model = OffsetEntry
    name = "offset_entries"
    add_to_reference_index = False  # the index would refuse to delete an author without a word
    menu_label = _("Offset entries")
    icon = "plus"
    menu_order = 215
    add_to_admin_menu = True
    index_view_class = OffsetEntryList
    add_view_class = AddOffsetEntry
    inspect_view_class = LookAtOffsetEntry
    history_view_class = OffsetEntryHistory
    list_display = ["campaign", "number", "reason", "source", "author", "date"]
    filterset_class = OffsetEntryFilter
    inspect_view_enabled = True
    copy_view_enabled = False

    def get_form_class(self, for_update=False):
        return OffsetEntryForm


class LegislaturePolicy(ModelPermissionPolicy):
    """Imports bring legislatures, with their ridings. Staff change them, and neither add nor delete one."""

    def user_has_permission(self, user, action):
        return action not in ("add", "delete") and super().user_has_permission(user, action)


register_permission_policy(Legislature, LegislaturePolicy(Legislature))


class LegislatureViewSet(ModelViewSet):
    """Where staff say that a house is dissolved, and how its members are called."""

    model = Legislature
    edit_view_class = EditLegislature
    icon = "group"
    menu_order = 900
    add_to_settings_menu = True
    list_display = ["name", "current_order", BooleanColumn("dissolved", label=_("Dissolved"))]
    form_fields = ["dissolved", "name_en", "name_fr", "member_en", "member_fr"]
    copy_view_enabled = False


class RecipientChooserViewSet(ChooserViewSet):
    model = Recipient
    icon = "group"
    choose_one_text = _("Choose a recipient")
    choose_another_text = _("Choose another recipient")
    edit_item_text = _("Edit this recipient")
    form_fields = ["kind", "name", "role_en", "role_fr", "salutation_en", "salutation_fr", "email"]
