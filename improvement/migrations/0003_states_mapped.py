"""What was under way becomes an idea again, for it was neither assessed nor tried; its log still says it was started.
What was done is closed, with the result that was told and the remark that no verdict was asked for then."""

from django.db import migrations

FORWARD = """
update improvement_improvement set state = 'IDEA' where state = 'IN_PROGRESS';
update improvement_improvement set state = 'CLOSED', verdict = 'UNASKED' where state = 'DONE';
"""
BACKWARD = """
update improvement_improvement set state = 'IN_PROGRESS' where state in ('ASSESSED', 'TRIAL', 'VERDICT');
update improvement_improvement set state = 'DONE', verdict = '' where state = 'CLOSED';
"""


class Migration(migrations.Migration):
    dependencies = [("improvement", "0002_trials")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
