"""The practices that are at work in this product, so that a lead or process owner can be named for each."""

from django.db import migrations

PRACTICES = [
    ("incident", "Incident management"),
    ("service_level", "Service level management"),
    ("configuration", "Service configuration management"),
    ("automation", "Automation"),
    ("improvement", "Continual improvement"),
]


def add(apps, schema_editor):
    practice = apps.get_model("services", "Practice")
    for key, name in PRACTICES:
        practice.objects.get_or_create(key=key, defaults={"name": name})


class Migration(migrations.Migration):
    dependencies = [("services", "0002_category_version")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
