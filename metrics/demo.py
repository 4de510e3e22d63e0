"""The measures of Northwind: what each service promises, who owns it, and what happens when it breaks."""

from datetime import timedelta

from metrics import operations, queries
from practices.desk.queries import measured as desk
from svs.events import deliver
from svs.events.actor import person
from svs.services import queries as services
from svs.services.models import Service

M, H = 60.0, 3600.0
# measure -> tier 1 and 2: promise, at risk from; tier 3 and 4: the same; decision rule
USUAL = {
    "lead-time": ((4 * H, 3.5 * H), (10 * H, 9 * H), "If half take longer for four weeks, the owner asks the team what it waits for and takes one wait away."),
    "response-time": ((30 * M, 25 * M), (60 * M, 50 * M), "If half wait longer for four weeks, the desk gives mornings one more person."),
    "time-to-restore": ((16 * H, 14 * H), (18 * H, 16 * H), "If it is longer for four weeks, the owner takes the last change back, or says why not."),
    "availability": ((0.995, 0.997), (0.99, 0.993), "If it is less for four weeks, nothing new goes live until the cause is found."),
    "satisfaction": ((0.75, 0.78), (0.75, 0.78), "If fewer are satisfied for four weeks, the owner calls five of those who are not."),
    "first-contact": ((0.15, 0.17), (0.15, 0.17), "If it is less for four weeks, the team writes down what the desk could have known."),
    "right-first-time": ((0.93, 0.94), (0.93, 0.94), "If more come back for four weeks, two reopened tickets are walked through every Friday."),
    "backlog-age": ((7 * 86_400.0, 6 * 86_400.0), (8 * 86_400.0, 7 * 86_400.0), "If half are older at the end of the week, the team takes no new work for a day."),
    "change-success": ((0.9, 0.93), (0.9, 0.93), "If fewer changes work for four weeks, the board looks at every one of the next four."),
}  # fmt: skip
# What a service promises otherwise: (service, measure) -> promise, at risk from, decision rule or "" for the usual one
OWN = {
    ("warehouse-scanners", "time-to-restore"): (130 * M, 115 * M, "If it is longer than 130 minutes for four weeks, the owner takes the last change back, or says why not."),
    ("warehouse-scanners", "lead-time"): (90 * M, 75 * M, "If half take longer than an hour and a half, a spare scanner is put on every line until it is mended."),
    ("customer-portal", "time-to-restore"): (15 * H, 13.5 * H, "If it is longer than fifteen hours for four weeks, releases stop until the cause is found."),
    ("payroll", "time-to-restore"): (24 * H, 22 * H, "If it is longer than a day for four weeks, payroll asks its vendor for a named contact."),
    ("payroll", "lead-time"): (9 * H, 8 * H, ""),
    ("customs-filing", "lead-time"): (6 * H, 5.5 * H, ""),
    ("customs-filing", "time-to-restore"): (24 * H, 22 * H, ""),
    ("site-connectivity", "time-to-restore"): (10 * H, 9 * H, ""),
    ("identity-access", "time-to-restore"): (13 * H, 12 * H, "If it is longer than thirteen hours for four weeks, the desk gets the right to reset access itself."),
}  # fmt: skip
PAST_DAYS = 200


def load() -> None:
    """Close the days of the past, count it all, then put the measures of each service to work, as its owner would."""
    today = queries.today()
    operations.close_history(
        since=max(desk.first_day() or today, today - timedelta(days=PAST_DAYS))
    )
    deliver.skip("metrics.cells")
    for service in services.measured():
        for measure, (high, low, rule) in USUAL.items():
            own = OWN.get((service.slug, measure))
            promise, at_risk = own[:2] if own else high if service.tier <= 2 else low
            _put_to_work(service, measure, promise, at_risk, (own and own[2]) or rule)


def _put_to_work(service: Service, measure: str, promise: float, at_risk: float, rule: str) -> None:
    owner, carried = service.owner, service.service_outcomes.order_by("id").first()
    assert owner is not None and carried is not None  # noqa: PT018, S101 -- measured services have both
    today = queries.today()
    kpi = operations.propose_kpi(
        actor=person(owner), measure=measure, service_id=service.pk, promise=promise, at_risk=at_risk,
        since=today - timedelta(days=PAST_DAYS), outcome_id=carried.outcome_id, owner_id=owner.pk, decision_rule=rule,
        review_date=today + timedelta(days=90),
    )  # fmt: skip
    operations.activate_kpi(kpi=kpi, actor=person(owner))
