"""A ticket that went on in another was open until then, and is never restored."""

from django.db import migrations, models

OPEN = """
create view desk_open_v2 as
select * from desk_open_v1
union all
select t.id, t.kind, t.service_id, t.priority, s.team_id, t.logged_at, lower(s.during), upper(s.during), t.closed_at
from desk_ticket t join desk_stretch s on s.ticket_id = t.id
where t.continued_in_id is not null and t.resolved_at is null and s.phase <> 'DONE'
"""


class Migration(migrations.Migration):
    dependencies = [("desk", "0022_task_versions")]
    operations = [
        migrations.AddIndex(
            "ticket",
            models.Index(
                fields=["service", "closed_at"],
                name="ticket_went_on",
                condition=models.Q(continued_in__isnull=False),
            ),
        ),
        migrations.RunSQL(OPEN, "drop view desk_open_v2"),
    ]
