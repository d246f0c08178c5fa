"""A migration of tables that may hold millions of rows keeps nobody waiting. What an installation begins with may: its
tables are empty."""

import pytest
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader

BEGINNING = {
    ("campaigns", "0001_campaigns"),
    ("campaigns", "0002_roles"),
    *(("cms", name) for name in ("0001_user", "0002_site", "0003_warning_topics", "0004_shared_cache")),
    ("home", "0001_pages"),
}
LARGE = {"letter", "delivery", "notice", "mailedaddress", "unaskedmail", "formcount", "postalcode", "lookupanswer"}
QUICK = (AddIndexConcurrently, migrations.RemoveIndex, migrations.RemoveConstraint, migrations.AlterModelOptions)
WRITTEN = (migrations.RunPython, migrations.RunSQL)  # looked at by whoever reads the change


def locks(operation) -> bool:
    """Whether it reads or writes each row of a large table while nobody else may."""
    if isinstance(operation, (*QUICK, *WRITTEN)) or name_of(operation) not in LARGE:
        return False
    if isinstance(operation, migrations.AddField):
        field = operation.field
        is_filled = not field.null and field.db_default is models.NOT_PROVIDED
        return is_filled or field.db_index or field.unique  # the index is made while nobody writes; so for foreign keys
    return not isinstance(operation, (migrations.CreateModel, migrations.RemoveField, migrations.DeleteModel))


def name_of(operation) -> str:
    return (getattr(operation, "model_name", None) or getattr(operation, "name", None) or "").lower()


def test_no_migration_after_the_beginning_locks_a_large_table():
    found = [
        (app, name, operation.describe())
        for (app, name), migration in MigrationLoader(None).disk_migrations.items()
        if app in {"campaigns", "cms", "home"} and (app, name) not in BEGINNING
        for operation in migration.operations
        if locks(operation)
    ]
    assert found == []


def test_the_beginning_is_there():
    assert set(MigrationLoader(None).disk_migrations) >= BEGINNING


INDEX = models.Index(fields=["signed_at"], name="letter_signed")


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        (migrations.AddIndex("letter", INDEX), True),
        (AddIndexConcurrently("letter", INDEX), False),
        (migrations.AddField("letter", "note", models.TextField(default="")), True),
        (migrations.AddField("letter", "note", models.TextField(null=True)), False),
        (migrations.AddField("letter", "note", models.TextField(db_default="")), False),
        (migrations.AddField("letter", "note", models.TextField(null=True, unique=True)), True),
        (migrations.AddField("letter", "of", models.ForeignKey("Campaign", models.PROTECT, null=True)), True),
        (migrations.AlterField("delivery", "reason", models.TextField()), True),
        (migrations.AddConstraint("notice", models.UniqueConstraint(fields=["kind"], name="once")), True),
        (migrations.AddField("campaign", "note", models.TextField(default="")), False),
        (migrations.RemoveField("letter", "source"), False),
        (migrations.CreateModel("Letter", []), False),
    ],
)
def test_what_locks(operation, expected):
    assert locks(operation) == expected
