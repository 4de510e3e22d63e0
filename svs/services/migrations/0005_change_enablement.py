"""Change enablement is at work now, so that a lead and a process owner can be named for it."""

from django.db import migrations


def add(apps, schema_editor):
    practice = apps.get_model("services", "Practice")
    practice.objects.get_or_create(key="change", defaults={"name": "Change enablement"})


class Migration(migrations.Migration):
    dependencies = [("services", "0004_sender")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
