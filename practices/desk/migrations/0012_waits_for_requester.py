"""Open waits by when they began, for the rules that time sets off."""

from django.db import migrations

FORWARD = """
create index stretch_waits_for_requester on desk_stretch (lower(during))
where upper_inf(during) and phase = 'WAITING' and cause = 'requester'
"""


class Migration(migrations.Migration):
    dependencies = [("desk", "0011_to_close")]
    operations = [migrations.RunSQL(FORWARD, "drop index stretch_waits_for_requester")]
