"""The change's prefix and its sequence of refs."""

from django.db import migrations

FORWARD = """
create sequence desk_ref_change start 3001;
comment on sequence desk_ref_change is 'CHG';
"""
BACKWARD = "drop sequence desk_ref_change;"


class Migration(migrations.Migration):
    dependencies = [("change", "0001_changes"), ("desk", "0002_refs")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
