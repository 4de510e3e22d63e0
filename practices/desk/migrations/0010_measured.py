"""What desk publishes for measures: how tickets ended, when they were first answered, how people were served, what was open when."""

from django.db import migrations, models

RESOLUTION = """
create view desk_resolution_v2 as
select t.id as ticket_id, t.kind, t.service_id, l.team_id, t.priority, t.logged_at, t.resolved_at,
       extract(epoch from t.resolved_at - t.logged_at)::double precision as seconds, l.first_contact, l.was_reopened
from desk_ticket t cross join lateral (
    select (array_agg(s.team_id) filter (where s.during @> t.resolved_at))[1] as team_id,
           coalesce(min(s.team_id) = max(s.team_id), true) and coalesce(min(s.assignee_id) = max(s.assignee_id), true)
               and not bool_or(s.phase = 'WAITING') as first_contact,
           coalesce(max(lower(s.during)) filter (where s.phase <> 'DONE')
               > min(lower(s.during)) filter (where s.phase = 'DONE'), false) as was_reopened
    from desk_stretch s where s.ticket_id = t.id) l
where t.phase = 'DONE' and t.resolved_at is not null
"""
RESPONSE = """
create view desk_response_v1 as
select t.id as ticket_id, t.kind, t.service_id, s.team_id, t.priority, t.logged_at, t.responded_at, t.response_seconds as seconds
from desk_ticket t left join lateral (
    select s.team_id from desk_stretch s where s.ticket_id = t.id and s.during @> t.responded_at limit 1) s on true
where t.responded_at is not null and t.response_seconds is not null
"""
SURVEY = """
create view desk_survey_v1 as
select t.id as ticket_id, t.kind, t.service_id, s.team_id, t.priority, v.asked_at, v.answered_at, v.score
from desk_survey v join desk_ticket t on t.id = v.ticket_id left join lateral (
    select s.team_id from desk_stretch s where s.ticket_id = t.id and s.during @> v.answered_at limit 1) s on true
where v.answered_at is not null
"""
# Two arms, so that an index finds the open tickets, and another those that were over later than asked for.
OPEN = """
create view desk_open_v1 as
select t.id as ticket_id, t.kind, t.service_id, t.priority, s.team_id, t.logged_at, lower(s.during) as began_at,
       upper(s.during) as ended_at, 'infinity'::timestamptz as over_at
from desk_ticket t join desk_stretch s on s.ticket_id = t.id where t.phase <> 'DONE' and s.phase <> 'DONE'
union all
select t.id, t.kind, t.service_id, t.priority, s.team_id, t.logged_at, lower(s.during), upper(s.during), t.resolved_at
from desk_ticket t join desk_stretch s on s.ticket_id = t.id
where t.phase = 'DONE' and t.resolved_at is not null and s.phase <> 'DONE'
"""


class Migration(migrations.Migration):
    dependencies = [("desk", "0009_survey_answers")]
    operations = [
        migrations.AddIndex(
            "ticket",
            models.Index(
                fields=["service", "responded_at"],
                name="ticket_responded",
                condition=models.Q(responded_at__isnull=False),
            ),
        ),
        migrations.RunSQL(RESOLUTION, "drop view desk_resolution_v2"),
        migrations.RunSQL(RESPONSE, "drop view desk_response_v1"),
        migrations.RunSQL(SURVEY, "drop view desk_survey_v1"),
        migrations.RunSQL(OPEN, "drop view desk_open_v1"),
    ]
