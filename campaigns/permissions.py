"""Puts the roles into the database: groups, what they may, and the workflow by which pages are approved."""

from django.apps import apps as installed

from campaigns.roles import PAGE_APPROVER, ROLES, Role

WORKFLOW = "Page approval / Approbation des pages"  # the database keeps one name for readers of both languages


def set_up_roles(apps=installed) -> None:
    """Makes the groups that are missing, and leaves those that are there as staff have made them.

    A migration hands in its own `apps`. The permissions, the first page and the first collection have to be there.
    """
    for role in ROLES:
        group, is_new = apps.get_model("auth.Group").objects.get_or_create(name=role.name)
        if is_new:
            _grant(apps, group, role)
    _set_up_workflow(apps)


def _grant(apps, group, role: Role) -> None:
    group.permissions.add(*(_permission(apps, name) for name in role.anywhere))
    top = _first(apps, "wagtailcore.Page")
    for verb in role.pages:
        may = _permission(apps, f"wagtailcore.{verb}_page")
        apps.get_model("wagtailcore.GroupPagePermission").objects.create(group=group, page=top, permission=may)
    media = _first(apps, "wagtailcore.Collection")
    for name in role.media:
        may = _permission(apps, name)
        apps.get_model("wagtailcore.GroupCollectionPermission").objects.create(
            group=group, collection=media, permission=may
        )


def _permission(apps, name: str):
    app, _dot, codename = name.partition(".")
    return apps.get_model("auth.Permission").objects.get(content_type__app_label=app, codename=codename)


def _first(apps, model: str):
    return apps.get_model(model).objects.get(depth=1)


def _set_up_workflow(apps) -> None:
    """Somebody has to approve what authors submit. A workflow that holds for all pages already stays."""
    top, assigned = _first(apps, "wagtailcore.Page"), apps.get_model("wagtailcore.WorkflowPage").objects
    if assigned.filter(page=top).exists():
        return
    kind, _is_new = apps.get_model("contenttypes.ContentType").objects.get_or_create(
        app_label="wagtailcore", model="groupapprovaltask"
    )
    task = apps.get_model("wagtailcore.GroupApprovalTask").objects.create(name=WORKFLOW, content_type=kind)
    task.groups.add(apps.get_model("auth.Group").objects.get(name=PAGE_APPROVER.name))
    workflow = apps.get_model("wagtailcore.Workflow").objects.create(name=WORKFLOW)
    apps.get_model("wagtailcore.WorkflowTask").objects.create(workflow=workflow, task=task, sort_order=0)
    assigned.create(workflow=workflow, page=top)
