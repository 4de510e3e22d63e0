"""What incident publishes for measures: when services could not be used."""

from django.db import migrations

FORWARD = """
create view incident_outage_v1 as
select id as outage_id, service_id, ticket_id, started_at, ended_at, is_planned from incident_outage
"""


class Migration(migrations.Migration):
    dependencies = [("incident", "0003_outages_templates")]
    operations = [migrations.RunSQL(FORWARD, "drop view incident_outage_v1")]
