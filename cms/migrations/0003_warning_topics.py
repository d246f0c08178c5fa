"""The list of topics does not start empty. Staff change it as they like; what they delete does not come back."""

from django.db import migrations

TOPICS = {
    "Violence": "Violence",
    "Torture": "Torture",
    "Killing and death": "Meurtre et mort",
    "Death penalty": "Peine de mort",
    "Genocide and crimes against humanity": "Génocide et crimes contre l’humanité",
    "Detention": "Détention",
    "Enforced disappearance": "Disparition forcée",
    "Sexual violence": "Violence sexuelle",
    "Violence against children": "Violence envers les enfants",
    "Domestic violence": "Violence conjugale et familiale",
    "Racism and hatred": "Racisme et haine",
    "Suicide and self-harm": "Suicide et automutilation",
}


def add_topics(apps, schema_editor):
    topics = apps.get_model("cms", "WarningTopic").objects
    for english, french in TOPICS.items():
        topics.get_or_create(name_en=english, defaults={"name_fr": french})


class Migration(migrations.Migration):
    dependencies = [("cms", "0002_site")]

    operations = [migrations.RunPython(add_topics, migrations.RunPython.noop)]
