"""The incident's prefix and its sequence of refs."""

from django.db import migrations

FORWARD = """
create sequence desk_ref_incident start 1001;
comment on sequence desk_ref_incident is 'INC';
"""
BACKWARD = "drop sequence desk_ref_incident;"


class Migration(migrations.Migration):
    dependencies = [("incident", "0001_initial"), ("desk", "0002_refs")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
