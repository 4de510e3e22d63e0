"""The incident's prefix and its sequence of refs."""

from django.db import migrations

FORWARD = """
create sequence desk_ref_incident start 1001;
insert into desk_ticketkind (key, prefix) values ('incident', 'INC');
"""
BACKWARD = "delete from desk_ticketkind where key = 'incident'; drop sequence desk_ref_incident;"


class Migration(migrations.Migration):
    dependencies = [("incident", "0001_initial"), ("desk", "0002_refs")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
