"""Cells hold shares and sums too, periods are kept added up, days are closed, promises are in the measure's unit."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("services", "0001_initial"), ("metrics", "0001_kpis_cells_signals")]

    operations = [
        migrations.RemoveConstraint("kpitarget", "kpi_target_positive"),
        migrations.RenameField("kpitarget", "seconds", "promise"),
        migrations.AlterField(
            "kpitarget", "promise", models.FloatField(help_text="Seconds, or a share of one.")
        ),
        migrations.AddField(
            "kpitarget",
            "at_risk",
            models.FloatField(null=True, help_text="Kept, but at risk, beyond this."),
        ),
        migrations.AddConstraint(
            "kpitarget",
            models.CheckConstraint(condition=models.Q(promise__gt=0), name="kpi_target_positive"),
        ),
        migrations.AlterField(
            "kpi",
            "standing",
            models.CharField(
                choices=[
                    ("KEPT", "Kept"),
                    ("AT_RISK", "At risk"),
                    ("MISSED", "Missed"),
                    ("UNKNOWN", "Cannot tell yet"),
                ],
                default="UNKNOWN",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            "signal", "value", models.FloatField(help_text="In the measure's unit.")
        ),
        migrations.AlterField(
            "signal",
            "target",
            models.FloatField(help_text="What was promised then, in the measure's unit."),
        ),
        migrations.AddField(
            "cell",
            "base",
            models.FloatField(db_default=0.0, help_text="Cases, or what could be reached."),
        ),
        migrations.RunSQL("update metrics_cell set base = n", migrations.RunSQL.noop),
        migrations.AlterField(
            "cell", "total", models.FloatField(help_text="Seconds, hits, or what was reached.")
        ),
        migrations.AlterField(
            "cell",
            "seconds",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.FloatField(),
                default=list,
                help_text="Sorted; of durations only.",
                size=None,
            ),
        ),
        migrations.CreateModel(
            name="PeriodFigure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("measure", models.CharField(max_length=40)),
                (
                    "days",
                    models.PositiveSmallIntegerField(
                        help_text="7: a week from Monday. 28: the last four."
                    ),
                ),
                ("since", models.DateField()),
                ("n", models.PositiveIntegerField()),
                ("total", models.FloatField()),
                ("base", models.FloatField()),
                ("median", models.FloatField(null=True)),
                ("p90", models.FloatField(null=True)),
                (
                    "service",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="services.service",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["service", "days", "since", "measure"], name="period_figure_once"
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="ClosedDay",
            fields=[
                ("day", models.DateField(primary_key=True, serialize=False)),
                ("closed_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name="AgreedHours",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                ("hours", models.JSONField(default=list, help_text="Pairs of moments.")),
                (
                    "service",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="services.service",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["service", "day"], name="agreed_hours_once")
                ]
            },
        ),
    ]
