from django.db import migrations

# Until now every clock ran around the clock from its start; what it used follows from when it falls due.
RUN = """
update desk_clock set
    running_since = case when paused_at is null and stopped_at is null then due_at - target_seconds * interval '1 second' end,
    used_seconds = case when paused_at is null and stopped_at is null then 0
        else target_seconds - extract(epoch from due_at - coalesce(paused_at, stopped_at)) end
where running_since is null and due_at is not null
"""


class Migration(migrations.Migration):
    dependencies = [("desk", "0007_clocks_in_hours")]

    operations = [migrations.RunSQL(RUN, migrations.RunSQL.noop)]
