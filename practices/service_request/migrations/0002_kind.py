"""The request's prefix and its sequence of refs."""

from django.db import migrations

FORWARD = """
create sequence desk_ref_request start 1001;
comment on sequence desk_ref_request is 'REQ';
"""
BACKWARD = "drop sequence desk_ref_request;"


class Migration(migrations.Migration):
    dependencies = [("service_request", "0001_initial"), ("desk", "0002_refs")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
