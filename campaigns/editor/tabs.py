"""The five tabs of a campaign's editor. Help about one field stands with the field, in its model."""

from django.forms import Textarea
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    CommentPanel,
    FieldPanel,
    FieldRowPanel,
    MultiFieldPanel,
    ObjectList,
    PublishingPanel,
    TitleFieldPanel,
)

from campaigns.editor.embed_code import EmbedCodePanel
from campaigns.editor.languages import LanguagesPanel
from campaigns.editor.panels import CheckedTabs, CountPanel, KeepingPanel, OutlookPanel
from campaigns.editor.shared_panels import DatesPanel, LeadPageNotice, PlaceholdersPanel, RecipientsPanel, SharedPanel
from cms.guide_panel import GuidePanel

page = ObjectList(
    [
        TitleFieldPanel("title", help_text=_("What you ask for, in a few words. It is the heading of the page.")),
        GuidePanel(("first-campaign",), ("content-warnings",), ("going-live",)),
        LanguagesPanel(),
        FieldPanel("summary"),
        FieldPanel(
            "hero_image", help_text=_("Stands above the text. Its description and credit belong to the picture.")
        ),
        FieldPanel(
            "body",
            help_text=_(
                "What readers see, from top to bottom. Keep the letter action: it is the form. "
                "Leave the content warning empty where there is nothing to warn of."
            ),
        ),
    ],
    heading=_("Page"),
)
letter = ObjectList(
    [
        GuidePanel(("letters",), ("letters", _("Who gets it"))),
        LeadPageNotice(),
        MultiFieldPanel(
            [
                "subject",
                "opening",
                "message",
                "closing",
                "may_edit",
                FieldPanel("prompts", widget=Textarea({"rows": 3})),
            ],
            _("Letter"),
        ),
        PlaceholdersPanel(classname="collapsed"),
        RecipientsPanel(
            "recipient_rows",
            label=_("recipient"),
            heading=_("Recipients"),
            help_text=_("Each of these gets every supporter's letter, as an e-mail of its own."),
        ),
        SharedPanel("asks_address"),
        KeepingPanel(classname="collapsed"),
        MultiFieldPanel(
            [SharedPanel(name) for name in ("vacancy", "vacancy_hold_until", "vacancy_stand_in")],
            _("Where a seat is vacant"),
            help_text=_("Supporters are told which of these holds, before they send."),
            classname="collapsed",
        ),
    ],
    heading=_("Letter and recipients"),
)
after = ObjectList(
    [
        GuidePanel(("author", _("Pausing, closing, winning"))),
        LeadPageNotice(),
        "thank_you_text",
        SharedPanel("next_letter"),
        SharedPanel("asks_confirmation"),
        MultiFieldPanel(
            ["outcome", SharedPanel("follow_up"), SharedPanel("leads_on")], _("When the campaign has ended")
        ),
    ],
    heading=_("After sending"),
)
counter = ObjectList(
    [
        GuidePanel(("author", _("When the letters leave"))),
        LeadPageNotice(),
        DatesPanel([FieldRowPanel([SharedPanel("opens_at"), SharedPanel("closes_at")])], _("Dates")),
        SharedPanel("goal"),
        CountPanel(),
        OutlookPanel(),
        PublishingPanel(),  # this and the comments are shown beside the tabs
        CommentPanel(),
    ],
    heading=_("Dates and counter"),
)
sharing = ObjectList(
    [
        FieldPanel("share_message"),
        FieldPanel(
            "share_image",
            help_text=_(
                "Stands beside the link where people share it. Leave it empty to use the picture of the “Page” tab, "
                "unless the content warning is about pictures; then the organisation's own is used. A picture that the "
                "content warning hides is never shared."
            ),
        ),
        MultiFieldPanel(
            [
                FieldPanel(
                    "slug",
                    heading=_("End of the address"),
                    help_text=_("It is made from the title. Links to the old address break when you change it."),
                ),
                FieldPanel(
                    "seo_title",
                    heading=_("Title for search engines"),
                    help_text=_("In place of the title, where search engines list the page. Empty: the title."),
                ),
                FieldPanel(
                    "search_description",
                    heading=_("Description for search engines"),
                    help_text=_(
                        "What they may show below the title, after the content warning. Empty: the summary, "
                        "which also stands beside a shared link."
                    ),
                ),
            ],
            _("Address and search engines"),
        ),
        MultiFieldPanel([SharedPanel("partner_sites"), EmbedCodePanel()], _("On other sites")),
    ],
    heading=_("Sharing"),
)
tabs = CheckedTabs([page, letter, after, counter, sharing])
