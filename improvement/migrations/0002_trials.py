"""Assessment, and trials on a measure with their guards."""

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_absence"),
        ("automation", "0001_rules"),
        ("desk", "0006_waking_surveys_items"),
        ("improvement", "0001_register"),
        ("metrics", "0001_kpis_cells_signals"),
        ("services", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Guard",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("bound", models.FloatField(help_text="In the measure's unit.")),
                ("baseline", models.JSONField()),
            ],
        ),
        migrations.CreateModel(
            name="Trial",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("kpi_version", models.PositiveIntegerField()),
                ("change", models.CharField(help_text="If ...", max_length=300)),
                ("effect", models.CharField(help_text="then ...", max_length=300)),
                ("reason", models.CharField(help_text="because ...", max_length=300)),
                (
                    "hoped",
                    models.FloatField(help_text="Signed change of the measure, in its unit."),
                ),
                (
                    "baseline",
                    models.JSONField(
                        help_text="Since, until, and every value of each day, as they were at the start."
                    ),
                ),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("started_at", models.DateTimeField()),
                ("extended_at", models.DateTimeField(null=True)),
                ("extended_from", models.DateField(null=True)),
                ("why_extended", models.CharField(blank=True, max_length=500)),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_on", models.DateField(help_text="The last day that counts.", null=True)),
                (
                    "why_ended",
                    models.CharField(blank=True, help_text="When it ended early.", max_length=500),
                ),
                ("verdict_due", models.DateField()),
                (
                    "verdict",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("KEPT", "Kept"),
                            ("ADAPTED", "Adapted"),
                            ("DISCARDED", "Discarded"),
                            ("UNASKED", "Closed before verdicts were asked for"),
                        ],
                        max_length=10,
                    ),
                ),
                ("because", models.CharField(blank=True, max_length=1000)),
                ("takes_back", models.CharField(blank=True, max_length=500)),
                ("judged_at", models.DateTimeField(null=True)),
                ("evidence", models.JSONField(default=dict)),
                (
                    "seal",
                    models.CharField(
                        blank=True, help_text="SHA-256 of the evidence.", max_length=64
                    ),
                ),
                (
                    "saved",
                    models.FloatField(
                        help_text="Seconds, over the cases of a trial that was kept.", null=True
                    ),
                ),
                ("saved_low", models.FloatField(null=True)),
                ("saved_high", models.FloatField(null=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="improvement",
            name="improvement_done_says_result",
        ),
        migrations.RemoveIndex(
            model_name="improvement",
            name="improvement_register",
        ),
        migrations.AddField(
            model_name="improvement",
            name="effort",
            field=models.PositiveSmallIntegerField(
                choices=[(1, "1"), (2, "2"), (3, "3"), (4, "4"), (5, "5")], null=True
            ),
        ),
        migrations.AddField(
            model_name="improvement",
            name="impact",
            field=models.PositiveSmallIntegerField(
                choices=[(1, "1"), (2, "2"), (3, "3"), (4, "4"), (5, "5")], null=True
            ),
        ),
        migrations.AddField(
            model_name="improvement",
            name="risk",
            field=models.PositiveSmallIntegerField(
                choices=[(1, "1"), (2, "2"), (3, "3"), (4, "4"), (5, "5")], null=True
            ),
        ),
        migrations.AddField(
            model_name="improvement",
            name="rule",
            field=models.ForeignKey(
                help_text="Switched off when the trial is discarded.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="automation.rule",
            ),
        ),
        migrations.AddField(
            model_name="improvement",
            name="verdict",
            field=models.CharField(
                blank=True,
                choices=[
                    ("KEPT", "Kept"),
                    ("ADAPTED", "Adapted"),
                    ("DISCARDED", "Discarded"),
                    ("UNASKED", "Closed before verdicts were asked for"),
                ],
                help_text="The last one given.",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="improvement",
            name="state",
            field=models.CharField(
                choices=[
                    ("IDEA", "Idea"),
                    ("ASSESSED", "Assessed"),
                    ("TRIAL", "Trial"),
                    ("VERDICT", "Waits for verdict"),
                    ("CLOSED", "Closed"),
                    ("DROPPED", "Dropped"),
                ],
                default="IDEA",
                max_length=12,
            ),
        ),
        migrations.AddIndex(
            model_name="improvement",
            index=models.Index(fields=["service", "state"], name="improvement_of_service"),
        ),
        migrations.AddIndex(
            model_name="improvement",
            index=models.Index(fields=["owner", "state"], name="improvement_of_owner"),
        ),
        migrations.AddField(
            model_name="guard",
            name="kpi",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="metrics.kpi"
            ),
        ),
        migrations.AddField(
            model_name="trial",
            name="improvement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="trials",
                to="improvement.improvement",
            ),
        ),
        migrations.AddField(
            model_name="trial",
            name="judged_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="trial",
            name="kpi",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="metrics.kpi"
            ),
        ),
        migrations.AddField(
            model_name="trial",
            name="started_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="guard",
            name="trial",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="guards",
                to="improvement.trial",
            ),
        ),
        migrations.AddField(
            model_name="improvement",
            name="rank",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.db.models.expressions.CombinedExpression(
                    django.db.models.expressions.CombinedExpression(
                        models.F("impact"),
                        "*",
                        django.db.models.expressions.CombinedExpression(
                            models.Value(6), "-", models.F("risk")
                        ),
                    ),
                    "/",
                    django.db.models.expressions.CombinedExpression(
                        models.Value(5.0), "*", models.F("effort")
                    ),
                ),
                output_field=models.FloatField(null=True),
            ),
        ),
        migrations.AddIndex(
            model_name="trial",
            index=models.Index(
                condition=models.Q(("verdict", "")),
                fields=["verdict_due", "id"],
                name="trial_verdict_due",
            ),
        ),
        migrations.AddIndex(
            model_name="trial",
            index=models.Index(
                condition=models.Q(("saved__isnull", False)),
                fields=["judged_at"],
                name="trial_kept",
            ),
        ),
        migrations.AddConstraint(
            model_name="trial",
            constraint=models.UniqueConstraint(fields=("improvement", "number"), name="trial_once"),
        ),
        migrations.AddConstraint(
            model_name="trial",
            constraint=models.UniqueConstraint(
                condition=models.Q(("verdict", "")), fields=("improvement",), name="trial_open_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="trial",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                name="trial_ends_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="trial",
            constraint=models.CheckConstraint(
                condition=models.Q(("hoped", 0), _negated=True), name="trial_hopes_for_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="trial",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("judged_at__isnull", True), ("verdict", "")),
                    models.Q(
                        models.Q(("verdict", ""), _negated=True),
                        ("judged_at__isnull", False),
                        models.Q(("because", ""), _negated=True),
                        models.Q(("seal", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="trial_verdict_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="guard",
            constraint=models.UniqueConstraint(fields=("trial", "kpi"), name="guard_once"),
        ),
        migrations.AddIndex(
            model_name="improvement",
            index=models.Index(
                models.OrderBy(models.F("rank"), descending=True, nulls_last=True),
                models.F("priority"),
                models.F("target_date"),
                models.F("id"),
                condition=models.Q(("state__in", ("IDEA", "ASSESSED", "TRIAL", "VERDICT"))),
                name="improvement_ranked",
            ),
        ),
    ]
