"""Who works on the demo's site: three people with one password, and what the groups of two of them may do."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

PASSWORD = "demo"  # noqa: S105 (printed when the demo starts)
GROUPS = {"editor": "Editors", "moderator": "Moderators"}

# What Wagtail's own first migrations grant, said once more for a database that was emptied since.
ON_PAGES = {"Editors": ["add", "change"], "Moderators": ["add", "change", "publish", "lock", "unlock"]}
ON_MEDIA = [
    *(f"wagtailimages.{verb}_image" for verb in ("add", "change", "choose")),
    *(f"wagtaildocs.{verb}_document" for verb in ("add", "change", "choose")),
]
AUTHORS = [
    "wagtailadmin.access_admin",
    "simple_translation.submit_translation",
    *(f"campaigns.{verb}_{model}" for verb in ("view", "add") for model in ("recipient", "offsetentry")),
]
MODERATORS = [
    *AUTHORS,
    *(f"campaigns.change_{model}" for model in ("recipient", "campaign", "delivery", "notice")),
    *(f"campaigns.view_{model}" for model in ("delivery", "notice")),
]
ANYWHERE = {"Editors": AUTHORS, "Moderators": MODERATORS}


def load_staff():
    """Returns the administrator. Passwords are set once: whoever changes theirs keeps it."""
    for name in GROUPS.values():
        grant(Group.objects.get_or_create(name=name)[0])
    assign_workflow(Group.objects.get(name="Moderators"))
    for username, group in GROUPS.items():
        make_user(username).groups.add(Group.objects.get(name=group))
    return make_user("admin", is_superuser=True)


def make_user(username: str, **fields):
    users = get_user_model().objects
    if user := users.filter(username=username).first():
        return user
    return users.create_user(username, f"{username}@example.org", PASSWORD, is_staff=True, **fields)


def grant(group: Group) -> None:
    top, media = Page.get_first_root_node(), Collection.get_first_root_node()
    group.permissions.add(*map(permission, ANYWHERE[group.name]))
    for verb in ON_PAGES[group.name]:
        may = permission(f"wagtailcore.{verb}_page")
        GroupPagePermission.objects.get_or_create(group=group, page=top, permission=may)
    for name in ON_MEDIA:
        GroupCollectionPermission.objects.get_or_create(group=group, collection=media, permission=permission(name))


def permission(name: str) -> Permission:
    app, _dot, codename = name.partition(".")
    return Permission.objects.get(content_type__app_label=app, codename=codename)


def assign_workflow(moderators: Group) -> None:
    """Somebody has to approve what editors submit. A workflow that is assigned already stays."""
    top = Page.get_first_root_node()
    if WorkflowPage.objects.filter(page=top).exists():
        return
    task = GroupApprovalTask.objects.create(name="Moderators approval")
    task.groups.add(moderators)
    workflow = Workflow.objects.create(name="Moderators approval")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.create(workflow=workflow, page=top)
