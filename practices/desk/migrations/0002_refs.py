"""Public refs from a sequence per kind, given by the same INSERT that makes the ticket."""

from django.db import migrations

FORWARD = """
create function desk_give_ref() returns trigger language plpgsql as $$
begin
    if new.ref = '' then
        -- A kind's sequence carries its prefix as its comment.
        new.ref := obj_description(('desk_ref_' || new.kind)::regclass, 'pg_class')
            || '-' || nextval('desk_ref_' || new.kind);
    end if;
    return new;
end $$;
create trigger desk_give_ref before insert on desk_ticket for each row execute function desk_give_ref();
alter table desk_ticket set (fillfactor = 85);

-- What desk publishes to the rooms above for whole-log reads: every stretch with its length and its ticket's dimensions.
create view desk_stretch_v1 as
select s.id, s.ticket_id, t.kind, t.service_id, t.priority, lower(s.during) as began_at, upper(s.during) as ended_at,
       upper_inf(s.during) as is_open, extract(epoch from upper(s.during) - lower(s.during)) as seconds,
       s.state, s.source_state, s.phase, s.phase in ('QUEUED', 'WAITING') as is_wait, s.cause, s.team_id, s.assignee_id,
       s.prev_state, s.prev_team_id, t.logged_at, t.resolved_at
from desk_stretch s join desk_ticket t on t.id = s.ticket_id;
"""
BACKWARD = """
drop view desk_stretch_v1;
drop trigger desk_give_ref on desk_ticket;
drop function desk_give_ref();
"""


class Migration(migrations.Migration):
    dependencies = [("desk", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
