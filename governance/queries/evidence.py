"""What a decision rests on: numbers picked as they are now, and shown later to those who may see what they are about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from metrics import access as metrics_access
from metrics import queries as metrics
from metrics.rules import MEASURES, promise_words, words_for
from practices.desk import access as desk
from practices.desk.states import kind_of
from svs.errors import RuleViolation
from svs.services import access as services
from svs.web.charts import Point, Trend
from valuechain import queries as streams
from valuechain.rules.streams import STREAMS

if TYPE_CHECKING:
    from governance.models import Decision
    from svs.accounts.models import User

WEEKS, MOST, ACTIVE = 8, 5, "ACTIVE"
KINDS = {"kpi": "A measure", "stream": "A stream", "ticket": "A ticket", "approval": "The votes", "escalation": "The escalation"}  # fmt: skip


@dataclass(frozen=True)
class Picks:
    """What was picked: measures by ref, the stream of the decision's service by kind, tickets by ref."""

    kpis: Sequence[str] = ()
    stream: str = ""
    tickets: Sequence[str] = ()


def gather(user: User, picks: Picks, service_id: int | None) -> list[dict[str, Any]]:
    """Plain numbers of what was picked, as they are now. Raises RuleViolation("unknown_evidence", "too_much_evidence")."""
    if len(picks.kpis) > MOST or len(picks.tickets) > MOST:
        raise RuleViolation("too_much_evidence", f"At most {MOST} of a kind.", field="tickets" if len(picks.tickets) > MOST else "kpis")  # fmt: skip
    found = [*_kpis(user, picks.kpis), *_tickets(user, picks.tickets)]
    return [*found, _stream(user, picks.stream, service_id)] if picks.stream else found


def _kpis(user: User, refs: Sequence[str]) -> list[dict[str, Any]]:
    if not refs:
        return []
    rows = list(metrics_access.kpis_visible_to(user).filter(ref__in=refs).select_related("service"))
    if len(rows) < len(set(refs)):
        raise RuleViolation("unknown_evidence", "There is no such measure.", field="kpis")
    return [
        {
            "kind": "kpi", "ref": one.kpi.ref, "service": one.kpi.service_id, "measure": one.kpi.measure, "value": one.value,
            "target": one.target, "n": one.figure.n, "stands": one.state, "day": one.until.isoformat() if one.until else None,
            "weeks": [[week.monday.isoformat(), week.value, week.figure.n] for week in one.weeks],
        }
        for one in metrics.standings_of(rows, weeks=WEEKS)
    ]  # fmt: skip


def _tickets(user: User, refs: Sequence[str]) -> list[dict[str, Any]]:
    if not refs:
        return []
    rows, now = list(desk.visible_to(user).filter(ref__in=refs).order_by("id")), timezone.now()
    if len(rows) < len(set(refs)):
        raise RuleViolation("unknown_evidence", "There is no such ticket, or you do not see it.", field="tickets")  # fmt: skip
    return [
        {
            "kind": "ticket", "ref": t.ref, "service": t.service_id, "priority": t.priority, "state": t.state, "of": t.kind,
            "logged": t.logged_at.isoformat(), "hours": round(((t.resolved_at or now) - t.logged_at).total_seconds() / 3600, 1),
        }
        for t in rows
    ]  # fmt: skip


def _stream(user: User, kind: str, service_id: int | None) -> dict[str, Any]:
    span = streams.period(user, service_id, kind=kind) if kind in STREAMS else None
    if span is None:
        raise RuleViolation("unknown_evidence", "Nothing has come to its end there yet, so there are no numbers.", field="stream")  # fmt: skip
    flow = streams.flow(user, streams.Filter(*span, service=service_id, kind=kind))
    waits: dict[str, float] = {}
    for node in flow.nodes:
        for cause, spread in node.waits.items():
            waits[cause] = waits.get(cause, 0) + spread.total
    return {
        "kind": "stream", "of": kind, "service": service_id, "since": span[0].isoformat(), "until": span[1].isoformat(),
        "cases": flow.cases, "median": _whole(flow.lead_median), "p90": _whole(flow.lead_p90), "handoffs": flow.handoffs,
        "waits": [[cause, round(seconds)] for cause, seconds in sorted(waits.items(), key=lambda w: -w[1])[:4]],
    }  # fmt: skip


def _whole(seconds: float | None) -> int | None:
    return None if seconds is None else round(seconds)


def open_to(user: User, decisions: Iterable[Decision]) -> dict[int, dict[str, Any]]:
    """The evidence of these decisions, without what it says of services and tickets that this person does not see: two statements."""
    rows = list(decisions)
    items = [item for row in rows for item in row.evidence.get("items", [])]
    asked = {item["service"] for item in items if item.get("service")}
    refs = {item["ref"] for item in items if item["kind"] == "ticket"}
    seen = set(services.visible_to(user).filter(pk__in=asked).values_list("pk", flat=True)) if asked else set()  # fmt: skip
    tickets = set(desk.visible_to(user).filter(ref__in=refs).values_list("ref", flat=True)) if refs else set()  # fmt: skip

    def is_open(item: dict[str, Any]) -> bool:
        if item["kind"] == "ticket":
            return item["ref"] in tickets
        return not item.get("service") or item["service"] in seen

    return {
        row.pk: {**row.evidence, "items": [item for item in row.evidence["items"] if is_open(item)]}
        if "items" in row.evidence
        else row.evidence
        for row in rows
    }


def in_words(items: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Evidence as a small table: what it is, its numbers by name, its weeks as a line."""
    drawn = {"kpi": _kpi_words, "stream": _stream_words, "ticket": _ticket_words, "approval": _approval_words, "escalation": _escalation_words}  # fmt: skip
    return [{"item": item, **drawn[item["kind"]](item)} for item in items if item.get("kind") in drawn]  # fmt: skip


def _kpi_words(item: dict[str, Any]) -> dict[str, Any]:
    measure = MEASURES[item["measure"]]
    weeks = [Point(day[5:], value, n) for day, value, n in item["weeks"]]
    size, unit = (3600, "h") if measure.is_time else (0.01, "%")
    points = [Point(p.label, None if p.value is None else p.value / size, p.n) for p in weeks]
    goal = None if item["target"] is None else item["target"] / size
    value = words_for(item["value"], measure.unit)
    line = Trend(points, goal, unit, f"{measure.name} by week up to then, {value} over four weeks", measure.better == "more", small=True)  # fmt: skip
    rows = [("It was", value), ("Promised", promise_words(measure, item["target"]) if item["target"] is not None else "–"), ("Cases", item["n"]), ("Up to", item["day"] or "–")]  # fmt: skip
    return {"name": measure.name, "rows": rows, "trend": line if any(p.value is not None for p in points) else None}  # fmt: skip


def _stream_words(item: dict[str, Any]) -> dict[str, Any]:
    said = STREAMS[item["of"]]
    rows = [("Cases", item["cases"]), ("Half took longer than", _time(item["median"])), ("One in ten longer than", _time(item["p90"])), ("Handoffs", item["handoffs"])]  # fmt: skip
    rows += [(f"Waited, {cause}", _time(seconds)) for cause, seconds in item["waits"]]
    return {"name": said.title, "rows": [*rows, ("Days", f"{item['since']} to {item['until']}")]}


def _ticket_words(item: dict[str, Any]) -> dict[str, Any]:
    label = kind_of(item["of"]).labels.get(item["state"], item["state"])
    return {"name": item["ref"], "rows": [("Priority", f"P{item['priority']}"), ("State then", label), ("Hours by then", item["hours"])]}  # fmt: skip


def _approval_words(item: dict[str, Any]) -> dict[str, Any]:
    rows = [("For", item["approve"]), ("Against", item["reject"]), ("Abstained", item["abstain"]), ("Recused", item["recuse"]), ("Version", item["version"]), ("Hours it took", item["hours"])]  # fmt: skip
    return {"name": f"{item['ref']} on {item['subject']}", "rows": rows}


def _escalation_words(item: dict[str, Any]) -> dict[str, Any]:
    rows = [("Decided on rung", f"{item['rung']} of {item['rungs']}"), ("Hours it took", item["hours"])]  # fmt: skip
    return {"name": f"{item['ref']} on {item['subject']}", "rows": rows}


def _time(seconds: float | None) -> str:
    return words_for(seconds, "seconds")


def measures_for(user: User) -> list[tuple[str, str]]:
    """Measures at work that this person may show, for a choice."""
    rows = metrics_access.kpis_visible_to(user).filter(state=ACTIVE).select_related("service")  # fmt: skip
    return [(kpi.ref, f"{kpi.service.name}: {MEASURES[kpi.measure].name}") for kpi in rows.order_by("service__name", "measure", "id")]  # fmt: skip
