"""What desk publishes for measures: every restored ticket with the team that held it then."""

from django.db import migrations

FORWARD = """
create view desk_resolution_v1 as
select t.id as ticket_id, t.kind, t.service_id, s.team_id, t.priority, t.logged_at, t.resolved_at,
       extract(epoch from t.resolved_at - t.logged_at)::double precision as seconds
from desk_ticket t join desk_stretch s on s.ticket_id = t.id and s.during @> t.resolved_at
where t.phase = 'DONE' and t.resolved_at is not null;
"""


class Migration(migrations.Migration):
    dependencies = [("desk", "0002_refs")]
    operations = [migrations.RunSQL(FORWARD, "drop view desk_resolution_v1")]
