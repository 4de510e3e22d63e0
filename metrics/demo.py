"""The measures of Northwind: what each service promises, who owns it, and what happens when it breaks."""

from datetime import timedelta

from django.utils import timezone

from metrics import bulk, operations
from svs.events.actor import person
from svs.services.models import Service

# service, measure, promise in minutes, decision rule
PROMISES = [
    ("warehouse-scanners", "time-to-restore", 130, "If it is longer than 130 minutes for four weeks, the owner takes the last change back, or says why not."),
    ("warehouse-scanners", "lead-time", 90, "If half take longer than an hour and a half, a spare scanner is put on every line until it is mended."),
    ("customer-portal", "time-to-restore", 240, "If it is longer than four hours for four weeks, releases stop until the cause is found."),
    ("payroll", "time-to-restore", 480, "If it is longer than eight hours for four weeks, payroll asks its vendor for a named contact."),
    ("identity-access", "time-to-restore", 180, "If it is longer than three hours for four weeks, the desk gets the right to reset access itself."),
]  # fmt: skip


def load() -> None:
    """Count the history, then propose and put to work one or two measures for each service, as its owner would."""
    bulk.recompute_all()
    for slug, measure, minutes, rule in PROMISES:
        service = Service.objects.select_related("owner").get(slug=slug)
        owner = service.owner
        assert owner is not None  # noqa: S101 -- the demo gives every service one
        carried = service.service_outcomes.order_by("id").first()
        kpi = operations.propose_kpi(
            actor=person(owner), measure=measure, service_id=service.pk, target_seconds=minutes * 60,
            outcome_id=carried.outcome_id if carried else None, owner_id=owner.pk, decision_rule=rule,
            review_date=timezone.localdate() + timedelta(days=90),
        )  # fmt: skip
        operations.activate_kpi(kpi=kpi, actor=person(owner))
