"""Nothing goes on trial unassessed, and nothing is closed without a verdict and a result."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("improvement", "0003_states_mapped")]
    operations = [
        migrations.AddConstraint(
            model_name="improvement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ("IDEA", "CLOSED", "DROPPED")),
                    models.Q(
                        ("effort__range", (1, 5)),
                        ("impact__range", (1, 5)),
                        ("risk__range", (1, 5)),
                    ),
                    _connector="OR",
                ),
                name="improvement_is_assessed",
            ),
        ),
        migrations.AddConstraint(
            model_name="improvement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "CLOSED"), _negated=True),
                    models.Q(
                        ("verdict__in", ("KEPT", "DISCARDED", "UNASKED")),
                        models.Q(("actual_result", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="improvement_closed_by_verdict",
            ),
        ),
    ]
