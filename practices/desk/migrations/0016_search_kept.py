"""The words of tickets and messages are kept by triggers, so that no writer can forget them; what is there already is read once."""

from django.db import migrations

# A text longer than this is cut for search: a tsvector has a limit of its own.
FORWARD = """
create function desk_words(weight "char", text text) returns tsvector language sql immutable parallel safe
return setweight(to_tsvector('english', left(text, 100000)), weight);

create function desk_words_of_ticket() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        insert into desk_text (ticket_id, is_internal, words)
        values (new.id, false, desk_words('A', new.title) || desk_words('B', new.description));
    else
        update desk_text set words = desk_words('A', new.title) || desk_words('B', new.description)
        where ticket_id = new.id and message_id is null;
    end if;
    return null;
end $$;
create trigger words_of_new after insert on desk_ticket for each row execute function desk_words_of_ticket();
create trigger words_of_changed after update of title, description on desk_ticket for each row
when (old.title is distinct from new.title or old.description is distinct from new.description)
execute function desk_words_of_ticket();

-- A reply that may still be taken back is no word of the ticket yet.
create function desk_words_of_message() returns trigger language plpgsql as $$
begin
    if new.leaves_at is null then
        insert into desk_text (ticket_id, message_id, is_internal, words)
        values (new.ticket_id, new.id, new.is_internal, desk_words('C', new.body))
        on conflict (message_id) do update
        set ticket_id = excluded.ticket_id, is_internal = excluded.is_internal, words = excluded.words;
    end if;
    return null;
end $$;
create trigger words_of_new after insert on desk_message for each row execute function desk_words_of_message();
create trigger words_of_changed after update of ticket_id, is_internal, body, leaves_at on desk_message for each row
execute function desk_words_of_message();

insert into desk_text (ticket_id, is_internal, words)
select id, false, desk_words('A', title) || desk_words('B', description) from desk_ticket;
insert into desk_text (ticket_id, message_id, is_internal, words)
select ticket_id, id, is_internal, desk_words('C', body) from desk_message where leaves_at is null;
"""
BACK = """
drop trigger words_of_new on desk_ticket;
drop trigger words_of_changed on desk_ticket;
drop trigger words_of_new on desk_message;
drop trigger words_of_changed on desk_message;
drop function desk_words_of_ticket();
drop function desk_words_of_message();
drop function desk_words("char", text);
delete from desk_text;
"""


class Migration(migrations.Migration):
    dependencies = [("desk", "0015_search")]
    operations = [migrations.RunSQL(FORWARD, BACK)]
