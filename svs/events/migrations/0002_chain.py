"""The hash chain and the append-only guard, where no program can go around them."""

from django.db import migrations

FORWARD = r"""
-- What the chain covers, in one place, so that insert and verification can never differ.
create function event_digest(e events_domainevent, previous bytea) returns bytea language sql stable as $$
    select sha256(previous || convert_to(concat_ws(E'\x1f', e.name, extract(epoch from e.occurred_at)::text,
        extract(epoch from e.recorded_at)::text, e.subject_type, e.subject_id::text, e.seq::text,
        coalesce(e.about_type, ''), coalesce(e.about_id::text, ''), coalesce(e.service_id::text, ''),
        e.actor_kind, coalesce(e.actor_user_id::text, ''), e.actor_ref, coalesce(e.on_behalf_of_id::text, ''),
        e.request_id, e.historical::text, e.data::text), 'UTF8'))
$$;

create function event_chain() returns trigger language plpgsql as $$
declare head events_eventhead;
begin
    insert into events_eventhead (subject_type, subject_id, seq, hash) values (new.subject_type, new.subject_id, 0, ''::bytea)
        on conflict (subject_type, subject_id) do nothing;
    select * into head from events_eventhead where subject_type = new.subject_type and subject_id = new.subject_id for update;
    new.seq := head.seq + 1;
    new.hash := event_digest(new, head.hash);
    update events_eventhead set seq = new.seq, hash = new.hash
        where subject_type = new.subject_type and subject_id = new.subject_id;
    return new;
end $$;
create trigger event_chain before insert on events_domainevent for each row execute function event_chain();

create function refuse_change() returns trigger language plpgsql as $$
begin raise exception 'events are append-only' using errcode = 'restrict_violation'; end $$;
create trigger append_only before update or delete on events_domainevent for each row execute function refuse_change();
create trigger never_truncate before truncate on events_domainevent for each statement execute function refuse_change();

-- Every row follows from the one before it, and the head is the last row.
create view event_faults as
select e.subject_type, e.subject_id, e.seq, 'altered' as fault
from (select d.id, d.subject_type, d.subject_id, d.seq, d.hash, lag(d.hash, 1, ''::bytea) over w as before,
             row_number() over w as n
      from events_domainevent d window w as (partition by subject_type, subject_id order by seq)) e
join events_domainevent full_row on full_row.id = e.id
where e.seq <> e.n or e.hash <> event_digest(full_row, e.before)
union all
select h.subject_type, h.subject_id, h.seq, 'missing'
from events_eventhead h
where h.seq <> (select coalesce(max(seq), 0) from events_domainevent d
                where d.subject_type = h.subject_type and d.subject_id = h.subject_id)
union all
select d.subject_type, d.subject_id, max(d.seq), 'unsealed'
from events_domainevent d
where not exists (select 1 from events_eventhead h where h.subject_type = d.subject_type and h.subject_id = d.subject_id)
group by 1, 2;

alter table events_eventhead set (fillfactor = 70);
alter table events_delivery set (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000);
"""
BACKWARD = """
drop view event_faults;
drop trigger event_chain on events_domainevent;
drop trigger append_only on events_domainevent;
drop trigger never_truncate on events_domainevent;
drop function event_chain();
drop function event_digest(events_domainevent, bytea);
drop function refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("events", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
