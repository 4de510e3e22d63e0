"""The measures of Northwind: what each service promises, who owns it, and what happens when it breaks."""

from datetime import timedelta

from metrics import operations, queries, rules
from metrics.rules import Figure, Measure
from practices.desk.queries import measured as desk
from svs.events import deliver
from svs.events.actor import person
from svs.services import queries as services
from svs.services.models import Service

PAST_DAYS = 200
# As an owner would: what the first half of the past managed, with some air. measure -> air, decision rule
RULES = {
    "lead-time": (1.3, "If half take longer for four weeks, the owner asks the team what it waits for and takes one wait away."),
    "response-time": (1.5, "If half wait longer for four weeks, the desk gives mornings one more person."),
    "time-to-restore": (2.0, "If it is longer for four weeks, the owner takes the last change back, or says why not."),
    "availability": (0.995, "If it is less for four weeks, nothing new goes live until the cause is found."),
    "satisfaction": (0.06, "If fewer are satisfied for four weeks, the owner calls five of those who are not."),
    "first-contact": (0.08, "If it is less for four weeks, the team writes down what the desk could have known."),
    "right-first-time": (0.03, "If more come back for four weeks, two reopened tickets are walked through every Friday."),
    "backlog-age": (10 * 86_400.0, "If half are older at the end of the week, the team takes no new work for a day."),
    "change-success": (0.9, "If fewer changes work for four weeks, the board looks at every one of the next four."),
}  # fmt: skip
FIXED = ("availability", "backlog-age", "change-success")
ROUND = [m * 60.0 for m in (5, 10, 15, 20, 30, 45, 60, 90, 120, 150, 180)]
ROUND += [h * 3600.0 for h in (4, 5, 6, 8, 10, 12, 16, 20, 24, 30, 36, 48, 72, 96, 120)]


def load() -> None:
    """Close the days of the past, count it all, then put the measures of each service to work, as its owner would."""
    today = queries.today()
    first = max(desk.first_day() or today, today - timedelta(days=PAST_DAYS))
    operations.close_history(since=first)
    deliver.skip("metrics.cells")
    half = first + (today - first) / 2
    for service in services.measured():
        managed = queries.service_figures(service.pk, first, half)
        for measure in rules.MEASURES.values():
            _put_to_work(service, measure, managed.get(measure.key, Figure()))


def _put_to_work(service: Service, measure: Measure, managed: Figure) -> None:
    owner, carried = service.owner, service.service_outcomes.order_by("id").first()
    assert owner is not None and carried is not None  # noqa: PT018, S101 -- measured services have both
    air, rule = RULES[measure.key]
    promise = air if measure.key in FIXED else _promise(measure, managed.of(measure.statistic), air)
    today = queries.today()
    kpi = operations.propose_kpi(
        actor=person(owner), measure=measure.key, service_id=service.pk, promise=promise, at_risk=_at_risk(measure, promise),
        since=today - timedelta(days=PAST_DAYS), outcome_id=carried.outcome_id, owner_id=owner.pk, decision_rule=rule,
        review_date=today + timedelta(days=90),
    )  # fmt: skip
    operations.activate_kpi(kpi=kpi, actor=person(owner))


def _promise(measure: Measure, managed: float | None, air: float) -> float:
    """A round number: a time people say, a share to the whole per cent."""
    if measure.is_time:
        wanted = (managed or 3600.0) * air
        return next((value for value in ROUND if value >= wanted), ROUND[-1])
    return max(0.01, round((managed if managed is not None else 0.8) - air, 2))


def _at_risk(measure: Measure, promise: float) -> float:
    """A little on the good side of the promise."""
    if measure.is_time:
        return promise * 0.9
    return promise + 0.1 * (1 - promise) if promise > 0.98 else min(1.0, promise + 0.01)
