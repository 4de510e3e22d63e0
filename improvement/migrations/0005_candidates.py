"""Candidates found in the data, with the cases behind them."""

import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_absence"),
        ("automation", "0001_rules"),
        ("desk", "0006_waking_surveys_items"),
        ("improvement", "0004_verdict_required"),
        ("metrics", "0001_kpis_cells_signals"),
        ("services", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Candidate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("recurring", "Recurring incident"),
                            ("pingpong", "Back and forth"),
                            ("wait", "Waiting"),
                            ("rule", "Rule taken back by people"),
                            ("promise", "Broken promise without an answer"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        help_text="What it is about; the same again tomorrow.", max_length=160
                    ),
                ),
                ("cause", models.CharField(blank=True, max_length=10)),
                (
                    "times",
                    models.PositiveIntegerField(
                        help_text="Cases, ways back or undos, of everybody's."
                    ),
                ),
                ("usual", models.FloatField(help_text="Cases in as many days before.", null=True)),
                (
                    "weight",
                    models.FloatField(
                        help_text="What it is ordered by: seconds that are surely more than usual."
                    ),
                ),
                ("seconds", models.FloatField(help_text="At stake, over everybody's cases.")),
                ("since", models.DateField()),
                ("until", models.DateField()),
                ("found_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="CandidateCase",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("seconds", models.FloatField()),
                ("times", models.PositiveIntegerField(default=1)),
            ],
        ),
        migrations.AddField(
            model_name="candidate",
            name="other_team",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="accounts.team",
            ),
        ),
        migrations.AddField(
            model_name="candidate",
            name="rule",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="automation.rule",
            ),
        ),
        migrations.AddField(
            model_name="candidate",
            name="service",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="services.service",
            ),
        ),
        migrations.AddField(
            model_name="candidate",
            name="signal",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="metrics.signal",
            ),
        ),
        migrations.AddField(
            model_name="candidate",
            name="team",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="accounts.team",
            ),
        ),
        migrations.AddField(
            model_name="candidatecase",
            name="candidate",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="cases",
                to="improvement.candidate",
            ),
        ),
        migrations.AddField(
            model_name="candidatecase",
            name="ticket",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="desk.ticket"
            ),
        ),
        migrations.AddIndex(
            model_name="candidate",
            index=models.Index(
                models.F("kind"),
                models.OrderBy(models.F("weight"), descending=True),
                models.OrderBy(models.F("seconds"), descending=True),
                models.F("id"),
                name="candidate_heaviest",
            ),
        ),
        migrations.AddConstraint(
            model_name="candidate",
            constraint=models.UniqueConstraint(fields=("kind", "key"), name="candidate_once"),
        ),
        migrations.AddConstraint(
            model_name="candidatecase",
            constraint=models.UniqueConstraint(
                fields=("candidate", "ticket"), name="candidate_case_once"
            ),
        ),
    ]
