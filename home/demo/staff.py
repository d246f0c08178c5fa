"""Who works on the demo's site: three people with one password."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

from campaigns.permissions import set_up_roles
from campaigns.roles import AUTHOR, PAGE_APPROVER

PASSWORD = "demo"  # noqa: S105 (printed when the demo starts)
ROLES = {"editor": AUTHOR, "moderator": PAGE_APPROVER}


def load_staff():
    """Returns the administrator. Passwords are set once: whoever changes theirs keeps it."""
    set_up_roles()  # once more, for a database that was emptied since it was migrated
    for username, role in ROLES.items():
        make_user(username).groups.add(Group.objects.get(name=role.name))
    return make_user("admin", is_superuser=True)


def make_user(username: str, **fields):
    users = get_user_model().objects
    if user := users.filter(username=username).first():
        return user
    return users.create_user(username, f"{username}@example.org", PASSWORD, is_staff=True, **fields)
