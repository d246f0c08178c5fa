"""Deliveries and notices in the admin: looked at, filtered, ticked and decided about, never edited."""

from django.contrib import admin
from django.db.models import Prefetch
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail_modeladmin.helpers import ButtonHelper, PermissionHelper

from campaigns.models import Campaign, Delivery, Letter, Notice
from campaigns.staff.decide_view import DecideView
from campaigns.staff.filters import (
    CampaignFilter,
    KindFilter,
    ReadingFilter,
    ReasonFilter,
    RecipientFilter,
    StatusFilter,
)
from campaigns.staff.numbered import NumberedAdmin, NumberedList


class LookOnly(PermissionHelper):
    """Whoever may view the rows may look at them; nobody adds, changes or deletes one here."""

    def user_can_list(self, user):
        return self.user_has_specific_permission(user, self.get_perm_codename("view"))

    def user_can_inspect_obj(self, user, obj):
        return self.user_can_list(user)

    def user_can_create(self, user):
        return False

    def user_can_edit_obj(self, user, obj):
        return False

    def user_can_delete_obj(self, user, obj):
        return False


class LookAndDecide(LookOnly):
    """Whoever may change the rows decides about them, and so sees them too; nobody edits one."""

    def user_can_list(self, user):
        return super().user_can_list(user) or self.user_can_decide(user)

    def user_can_decide(self, user):
        return self.user_has_specific_permission(user, self.get_perm_codename("change"))


class MailButtons(ButtonHelper):
    def get_buttons_for_obj(self, obj, exclude=None, classnames_add=None, classnames_exclude=None):
        buttons = super().get_buttons_for_obj(obj, exclude, classnames_add, classnames_exclude)
        if not self.permission_helper.user_can_decide(self.request.user):
            return buttons
        url = f"{reverse(self.url_helper.get_action_url_name('decide'))}?pk__in={obj.pk}"
        in_list = ["button-secondary"] if classnames_add else []
        classname = self.finalise_classname([*(classnames_add or []), *in_list])
        words = {"label": _("Decide"), "title": _("Send it again, hold or cancel it")}
        return [*buttons, words | {"url": url, "classname": classname}]


class MailList(NumberedList):
    @property
    def may_decide(self):
        return self.permission_helper.user_can_decide(self.request.user)

    @property
    def decide_url(self):
        return reverse(self.url_helper.get_action_url_name("decide"))

    @property
    def decide_all_url(self):
        return self.decide_url + self.get_query_string(remove=[self.ORDER_VAR])


class MailAdmin(NumberedAdmin):
    """What is about to leave or has left: looked at, filtered, ticked and decided about."""

    list_display = ("number", "campaign", "state", "why", "attempts", "changed_at", "tried_at")
    list_filter = (ReadingFilter, StatusFilter, ReasonFilter, CampaignFilter)
    inspect_view_enabled = True
    index_view_class = MailList
    index_template_name = "campaigns/admin/mail_list.html"
    permission_helper_class = LookAndDecide
    button_helper_class = MailButtons

    def get_queryset(self, request):
        """The titles are asked for the rows that are shown: what is joined would be joined again to count them all."""
        titles = Prefetch("letter__campaign", Campaign.objects.titled())
        return (
            super().get_queryset(request).prefetch_related(Prefetch("letter", Letter.objects.only("campaign")), titles)
        )

    def get_list_display(self, request):
        may_decide = self.permission_helper.user_can_decide(request.user)
        columns = (self.list_display_add_buttons, *self.list_display)
        return ("tick", *columns) if may_decide else columns

    def get_admin_urls_for_registration(self):
        address, name = f"{self.url_helper.base_url_path}/decide/", self.url_helper.get_action_url_name("decide")
        return (*super().get_admin_urls_for_registration(), path(address, self.decide_view, name=name))

    def decide_view(self, request):
        return DecideView.as_view(model_admin=self)(request)

    @admin.display(description="")
    def tick(self, mail):
        label = gettext("Tick number %(number)s") % {"number": mail.pk}
        return format_html('<input type="checkbox" name="pk__in" value="{}" aria-label="{}">', mail.pk, label)

    @admin.display(description=_("Campaign"))
    def campaign(self, mail):
        return mail.letter.campaign

    @admin.display(description=_("No."), ordering="pk")
    def number(self, mail):
        return mail.pk

    @admin.display(description=_("Status"), ordering="status")
    def state(self, mail):
        words = gettext("%(status)s [TEST]") if mail.is_test else "%(status)s"
        return words % {"status": mail.get_status_display()}

    @admin.display(description=_("Reason"), ordering="reason")
    def why(self, mail):
        return mail.get_reason_display()


class DeliveryAdmin(MailAdmin):
    model = Delivery
    menu_label = _("Deliveries")
    menu_icon = "history"
    list_display_add_buttons = "recipient"
    list_filter = (*MailAdmin.list_filter, RecipientFilter)
    list_select_related = ("recipient",)
    search_fields = ("id", "letter__id", "recipient__name", "letter__district__name_en")


class NoticeAdmin(MailAdmin):
    """Mails to supporters: a receipt that failed is found here."""

    model = Notice
    menu_label = _("Mails to supporters")
    menu_icon = "history"
    list_display_add_buttons = "kind"
    list_filter = (*MailAdmin.list_filter, KindFilter)
    search_fields = ("id", "letter__id")
