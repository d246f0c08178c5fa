"""Letters, recipients and ridings in the admin. Letters are looked at, never edited."""

from django.conf import settings
from django.contrib import admin
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail_modeladmin.helpers import ButtonHelper
from wagtail_modeladmin.options import ModelAdminGroup, modeladmin_register
from wagtail_modeladmin.views import CreateView, DeleteView, EditView

from campaigns.models import Campaign, District, Letter, Recipient
from campaigns.staff.exports import LETTER_FIELDS, letters_file, may_export, refusal
from campaigns.staff.filters import CampaignOfLetter, DoubtFilter
from campaigns.staff.looks import LetterLook
from campaigns.staff.mail_admin import DeliveryAdmin, LookOnly, NoticeAdmin
from campaigns.staff.numbered import NumberedAdmin, NumberedList
from campaigns.staff.readdress import LeadsToLetters, may_readdress
from campaigns.staff.recipient_form import recipient_edit_handler
from campaigns.staff.result_names import language_in_words
from cms.keeping import lead_to_form


class LetterList(NumberedList):
    """Its export is that of a campaign's results, with the same columns, permission and log."""

    def as_spreadsheet(self, queryset, spreadsheet_format):
        user, campaigns = self.request.user, Campaign.objects.filter(letters__in=queryset.order_by()).distinct()
        if not may_export(user):
            return refusal()
        return letters_file(queryset, campaigns=campaigns, kind=spreadsheet_format, by=user)


class LanguageFilter(admin.SimpleListFilter):
    title = _("language")
    parameter_name = "language"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        return [(code, language_in_words(code)) for code, _name in settings.LANGUAGES]

    def queryset(self, request: HttpRequest, queryset):
        return queryset.filter(language=self.value()) if self.value() else queryset


class LetterAdmin(NumberedAdmin):
    """Searched by number or riding. People are never searched for: a search stands in the address."""

    model = Letter
    menu_label = _("Letters")
    menu_icon = "mail"
    index_view_class = LetterList
    list_display = ("number", "campaign", "district", "in_language", "source", "signed_at", "get_doubts_display")
    list_filter = (
        LanguageFilter,
        "outside_country",
        "signed_at",
        ("campaign", CampaignOfLetter),
        "status",
        DoubtFilter,
    )
    list_select_related = ("district",)
    search_fields = ("id", "district__name_en", "district__name_fr")
    inspect_view_enabled = True
    inspect_view_class = LetterLook
    inspect_view_fields_exclude = ["email_key", "computer_key", "network_key"]
    permission_helper_class = LookOnly

    def get_queryset(self, request: HttpRequest):
        """The titles are asked for at once, not for each letter."""
        return super().get_queryset(request).prefetch_related(Prefetch("campaign", Campaign.objects.titled()))

    @admin.display(description=_("No."), ordering="pk")
    def number(self, letter: Letter) -> int:
        return letter.pk

    @admin.display(description=_("language"), ordering="language")
    def in_language(self, letter: Letter) -> str:
        return language_in_words(letter.language)

    def get_list_export(self, request):
        """Where there are columns there is a button."""
        return LETTER_FIELDS if may_export(request.user) else ()


@modeladmin_register
class LetterGroup(ModelAdminGroup):
    """Letters, and the mails that come of them."""

    menu_label = _("Letters")
    menu_icon = "mail"
    menu_order = 220
    items = (LetterAdmin, DeliveryAdmin, NoticeAdmin)


class DeleteUnused(DeleteView):
    """What is in use is not even asked about."""

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        may = self.check_action_permitted(request.user)
        return (may and lead_to_form(request, [self.instance])) or super().dispatch(request, *args, **kwargs)


class RecipientButtons(ButtonHelper):
    """One more leads to the letters that have not left: held ones are sent or cancelled there, whenever that is."""

    def get_buttons_for_obj(self, obj, exclude=None, classnames_add=None, classnames_exclude=None):
        buttons = super().get_buttons_for_obj(obj, exclude, classnames_add, classnames_exclude)
        if not may_readdress(self.request.user):
            return buttons
        url, classname = reverse("readdress_letters", args=[obj.pk]), self.finalise_classname(classnames_add or [])
        words = {"label": _("Letters"), "title": _("Letters that have not left")}
        return [*buttons, words | {"url": url, "classname": classname}]


class AddRecipient(LeadsToLetters, CreateView):
    pass


class EditRecipient(LeadsToLetters, EditView):
    pass


@modeladmin_register
class RecipientAdmin(NumberedAdmin):
    model = Recipient
    menu_label = _("Recipients")
    edit_handler = recipient_edit_handler
    button_helper_class = RecipientButtons
    create_view_class = AddRecipient
    edit_view_class = EditRecipient
    delete_view_class = DeleteUnused
    menu_icon = "group"
    menu_order = 240
    list_display = ("name", "shown_role", "district", "status")
    list_filter = ("status", "kind")
    list_select_related = ("district",)
    search_fields = ("name", "role_en", "role_fr", "district__name_en", "district__name_fr")
    inspect_view_enabled = True

    @admin.display(description=_("office"), ordering="role_en")
    def shown_role(self, recipient: Recipient) -> str:
        return recipient.role


@modeladmin_register
class DistrictAdmin(NumberedAdmin):
    model = District
    delete_view_class = DeleteUnused
    menu_label = _("Ridings")
    menu_icon = "site"
    menu_order = 250
    list_display = ("name_en", "name_fr", "province", "code", "representation_order")
    list_filter = ("province", "representation_order", "legislature")
    search_fields = ("name_en", "name_fr", "code")
    inspect_view_enabled = True
