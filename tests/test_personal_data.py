"""One list says where personal data is held, and it leaves out no field."""

from collections import Counter

import pytest
from django.apps import apps
from django.db import models

from campaigns.models.expiry import PERSON
from campaigns.personal_data import IMPERSONAL, PERSONAL, Fate, Kind, fields_of
from cms.models import User

TEXTS = (models.CharField, models.TextField, models.JSONField, models.UUIDField, models.GeneratedField)
TEXTS += (models.GenericIPAddressField, models.BinaryField, models.FileField)


def may_hold_anything(field: models.Field) -> bool:
    """One whose values are not a fixed choice."""
    return isinstance(field, TEXTS) and not field.choices


def texts_of_all_models() -> set[tuple[str, str]]:
    asked = [*apps.get_app_config("campaigns").get_models(), User]
    return {
        (model._meta.label, field.name)
        for model in asked
        for field in model._meta.local_concrete_fields
        if may_hold_anything(field)
    }


def listed() -> list[tuple[str, str]]:
    impersonal = [(model, name) for model, names in IMPERSONAL.items() for name in names]
    return impersonal + [(held.model, name) for held in PERSONAL for name in held.fields]


def test_each_text_field_is_listed_as_personal_or_declared_as_impersonal():
    """Failing: a new field. Say in campaigns/personal_data.py what it holds; docs/privacy.md tells the same."""
    assert texts_of_all_models() - set(listed()) == set()


def test_nothing_is_listed_that_does_not_exist_or_twice():
    assert [one for one, times in Counter(listed()).items() if times > 1] == []
    for model, name in listed():
        apps.get_model(model)._meta.get_field(name)


def test_a_new_field_would_be_missed():
    class Note(models.Model):
        words = models.TextField()
        kind = models.CharField(max_length=1, choices=[("a", "A")])

        class Meta:
            app_label = "elsewhere"

        def __str__(self):
            return self.words

    assert [may_hold_anything(Note._meta.get_field(name)) for name in ("words", "kind")] == [True, False]


@pytest.mark.parametrize("kind", Kind)
def test_each_kind_is_held_somewhere(kind):
    assert any(held.kind == kind for held in PERSONAL)


def test_what_an_erased_letter_loses_is_what_the_list_says():
    assert set(PERSON) == set(fields_of("campaigns.Letter", Kind.CONTACT))
    assert {held.fate for held in PERSONAL if set(held.fields) & set(PERSON) and held.model == "campaigns.Letter"} == {
        Fate.BLANKED
    }
