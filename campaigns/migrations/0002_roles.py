"""Every installation begins with the roles. Wagtail's own two groups and their workflow make room for them."""

from django.apps import apps as installed
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations

from campaigns.permissions import set_up_roles
from campaigns.roles import ROLES

WAGTAILS_GROUPS = ["Editors", "Moderators"]
WAGTAILS_WORKFLOW = "Moderators approval"


def begin_with_roles(apps, schema_editor):
    make_permissions(apps)
    remove_wagtails_own(apps)
    set_up_roles(apps)


def make_permissions(apps):
    """Django makes them only after all migrations."""
    named = {name.partition(".")[0] for role in ROLES for name in (*role.anywhere, *role.media)}
    for label in sorted(named):
        create_permissions(installed.get_app_config(label), verbosity=0, apps=apps)


def remove_wagtails_own(apps):
    """What is in use stays."""
    apps.get_model("wagtailcore.Workflow").objects.filter(name=WAGTAILS_WORKFLOW, workflow_states=None).delete()
    apps.get_model("wagtailcore.Task").objects.filter(name=WAGTAILS_WORKFLOW, task_states=None).delete()
    apps.get_model("auth.Group").objects.filter(name__in=WAGTAILS_GROUPS, user=None).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0001_campaigns"),
        ("cms", "0003_warning_topics"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("simple_translation", "0001_initial"),
        ("wagtailadmin", "0006_formstate"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailimages", "0027_image_description"),
        ("wagtailredirects", "0008_add_verbose_name_plural"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [migrations.RunPython(begin_with_roles, migrations.RunPython.noop)]
