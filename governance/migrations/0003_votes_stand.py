"""A vote is never edited nor deleted, whoever asks; nor does a step forget what it was."""

from django.db import migrations

FORWARD = """
create function governance_vote_stands() returns trigger language plpgsql as $$
begin
    raise exception 'votes stand as they were cast';
end $$;
create trigger vote_stands before update or delete on governance_vote
    for each row execute function governance_vote_stands();
"""
BACKWARD = """
drop trigger vote_stands on governance_vote;
drop function governance_vote_stands();
"""


class Migration(migrations.Migration):
    dependencies = [("governance", "0002_boards_and_approvals")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
