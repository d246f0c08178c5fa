"""Who may do what, as data. Each role is a group that every installation begins with; a person may have several."""

from dataclasses import dataclass

from django.utils.translation import gettext_noop


def may(verbs: str, *models: str) -> list[str]:
    """A permission for each verb on each model: `app.verb_model`."""
    return [f"{app}.{verb}_{name}" for app, name in (model.split(".") for model in models) for verb in verbs.split()]


@dataclass(frozen=True)
class Role:
    """`name` is the group's, shown to each reader in their own language. `pages` are verbs that hold for the whole tree
    of pages, `media` permissions on all collections."""

    name: str
    anywhere: list[str]
    pages: tuple[str, ...] = ()
    media: tuple[str, ...] = ()


# Whoever has one of these may see supporters, or give somebody the right to.
GUARDED = ("campaigns.view_letter", "campaigns.export_letter", "campaigns.view_notice", "cms.change_user")
ENTER = ["wagtailadmin.access_admin"]
WRITE = [
    *ENTER,
    "simple_translation.submit_translation",
    *may("view add", "campaigns.recipient", "campaigns.offsetentry"),
    *may("view", "campaigns.campaign", "campaigns.district"),
]
LEAD = [
    *may("change delete", "campaigns.recipient"),
    *may("view add change delete", "cms.warningtopic"),
    *may("change", "campaigns.campaign", "campaigns.district"),
    *may("view change", "campaigns.delivery", "campaigns.legislature"),
]
RUN = [
    *may("view add change delete", "cms.user", "auth.group", "wagtailredirects.redirect"),
    *may("view add change delete", "wagtailcore.site", "wagtailcore.locale"),
    *may("view add change delete", "wagtailcore.workflow", "wagtailcore.task", "wagtailcore.groupapprovaltask"),
    *may("view change", "campaigns.sendingsettings", "campaigns.formlimits", "campaigns.retentionsettings"),
    *may("view change", "cms.sitesettings"),
    *may("view", "cms.approvedscript", "wagtailcore.modellogentry"),
]
GUARD = ["campaigns.invalidate_letter", *may("view add change delete", "campaigns.senderrule")]  # against machines
MEDIA = (*may("add change choose", "wagtailimages.image", "wagtaildocs.document"),)
COLLECTIONS = (*may("add change delete", "wagtailcore.collection"),)

AUTHOR = Role(gettext_noop("Authors"), anywhere=WRITE, pages=("add", "change"), media=MEDIA)
PAGE_APPROVER = Role(
    gettext_noop("Page approvers"), WRITE, pages=("add", "change", "publish", "lock", "unlock"), media=MEDIA
)
# Nobody else says that an address is verified.
CAMPAIGN_LEAD = Role(
    gettext_noop("Campaign leads"), [*WRITE, *LEAD, "campaigns.verify_recipient"], pages=("add", "change"), media=MEDIA
)
# Nobody else sees supporters: their letters, which leave the house only as this role's exports, and the mails to them.
DATA_OFFICER = Role(
    gettext_noop("Data officers"),
    [
        *ENTER,
        *may("view", "campaigns.letter", "campaigns.delivery", "campaigns.campaign", "campaigns.recipient"),
        *may("view change", "campaigns.notice"),
        "campaigns.export_letter",
        *GUARD,
        "campaigns.forget_letter",
        *may("view", "wagtailcore.modellogentry"),
    ],
)
SCRIPT_APPROVER = Role(gettext_noop("Script approvers"), [*ENTER, *may("view add change delete", "cms.approvedscript")])
ADMINISTRATOR = Role(
    gettext_noop("Administrators"),
    [*WRITE, *LEAD, *RUN, *GUARD],
    pages=("add", "change", "publish", "lock", "unlock", "bulk_delete"),
    media=MEDIA + COLLECTIONS,
)
ROLES = (AUTHOR, PAGE_APPROVER, CAMPAIGN_LEAD, DATA_OFFICER, SCRIPT_APPROVER, ADMINISTRATOR)
