"""What else an agenda is filled with, each by one statement and at most twenty: what the board's filter names."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import timezone

from governance.models import Decision, Escalation, Policy, Risk
from governance.queries.agenda.items import Item
from governance.queries.open import onlooker
from governance.queries.rights import overdesigned
from governance.rules import agenda as rules
from governance.rules.agenda import hmm
from metrics import access as metrics_access
from metrics import queries as metrics
from metrics import rules as measures
from practices.change.queries import agenda as changes

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import datetime

    from governance.models import Board

MOST, SOON = 20, timedelta(days=14)


def filled(board: Board, members: Collection[int], now: datetime) -> list[Item]:
    """The items that the board's filter names, as they stand now."""
    only = board.agenda.get("services") if isinstance(board.agenda, dict) else None
    services = [pk for pk in only if isinstance(pk, int)] if isinstance(only, list) else []
    return [item for name in rules.fills(board.agenda) for item in _FILLED[name](board, members, services, now)]  # fmt: skip


def _within(services: Collection[int]) -> Q:
    """Of these services, or of all; never of a restricted one."""
    open_to_all = Q(service__isnull=True) | Q(service__is_restricted=False)
    return open_to_all & Q(service__in=services) if services else open_to_all


def _escalations(board: Board, members: Collection[int], services: Collection[int], now: datetime) -> list[Item]:  # fmt: skip
    rows = Escalation.objects.filter(_within(services), state=Escalation.State.OPEN).select_related("service")  # fmt: skip
    here = [row for row in rows.order_by("due_at", "id")[:200] if _rung(row) in members]
    return [
        Item(
            "escalation", row.pk, row.title, row.ref, _address("escalations", row.ref), sub=_service(row), cells=(row.why, row.subject_ref),
            asks=("Decide", "it has come up to here"), until=row.due_at,
        )
        for row in here[:MOST]
    ]  # fmt: skip


def _rung(row: Escalation) -> int | None:
    return row.path[min(row.rung, len(row.path) - 1)] if row.path else None


def _signals(board: Board, members: Collection[int], services: Collection[int], now: datetime) -> list[Item]:  # fmt: skip
    rows = metrics.open_signals(metrics_access.signals_visible_to(onlooker())).filter(due_at__lt=now)  # fmt: skip
    if services:
        rows = rows.filter(kpi__service__in=services)
    return [_signal(row) for row in rows[:MOST]]


def _signal(row: Any) -> Item:
    measure = measures.MEASURES[row.kpi.measure]
    value, target = measures.words_for(row.value, measure.unit), measures.promise_words(measure, row.target)  # fmt: skip
    return Item(
        "signal", row.pk, f"{row.kpi.service.name}: {measure.name.lower()}", row.kpi.ref, f"/signals/{row.pk}/",
        sub=row.kpi.service.name, cells=(f"{value}, {target} promised", row.kpi.decision_rule), tier=f"tier {row.kpi.service.tier}",
        asks=("Answer", f"owner {row.kpi.owner.name}" if row.kpi.owner else "nobody owns it"), until=row.due_at,
    )  # fmt: skip


def _changes(board: Board, members: Collection[int], services: Collection[int], now: datetime) -> list[Item]:  # fmt: skip
    return [
        Item(
            "change", row.id, row.title, row.ref, row.url, sub=row.service, risk=row.risk, tier=f"tier {row.tier}", is_frozen=True,
            cells=("In a freeze", ""), asks=("Move or allow", row.who and f"made by {row.who}"), until=row.starts_at,
        )
        for row in changes.in_a_freeze(onlooker(), now, services)
    ]  # fmt: skip


def _templates(board: Board, members: Collection[int], services: Collection[int], now: datetime) -> list[Item]:  # fmt: skip
    return [
        Item(
            "template", row.pk, f"Make “{row.name}” standard", row.ref, f"/changes/templates/{row.ref}/", sub=row.service.name if row.service else "",
            asks=("Standard or not", (row.changed_by and f"proposed by {row.changed_by.name}") or ""),
        )
        for row in changes.proposed_templates(services)
    ]  # fmt: skip


def _rights(board: Board, members: Collection[int], services: Collection[int], now: datetime) -> list[Item]:  # fmt: skip
    return [
        Item(
            "right", row.pk, row.name, row.ref, _address("rights", row.ref), sub=f"{row.subject} right",
            cells=(f"{use.n} approvals in 90 days changed nothing", f"each waited {hmm(use.median or 0)} (median)"),
            asks=("Lower it?", "adopted by the board"),
        )
        for row, use in overdesigned()[:MOST]
    ]  # fmt: skip


def _risks(board: Board, members: Collection[int], services: Collection[int], now: datetime) -> list[Item]:  # fmt: skip
    ends = Q(state=Risk.State.ACCEPTED, accept_until__lte=timezone.localdate(now + SOON))
    rows = Risk.objects.filter(_within(services)).filter(ends | Q(state=Risk.State.EXPIRED)).select_related("service", "owner")  # fmt: skip
    return [
        Item(
            "risk", row.pk, row.statement[:200], row.ref, _address("risks", row.ref), sub=_service(row),
            cells=(f"Likelihood {row.likelihood}, impact {row.impact}", row.treatment or "nothing is done about it meanwhile"),
            asks=("Accept anew, or treat", f"owner {row.owner.name}"), until=row.accept_until,
        )
        for row in rows.order_by("accept_until", "id")[:MOST]
    ]  # fmt: skip


def _policies(board: Board, members: Collection[int], services: Collection[int], now: datetime) -> list[Item]:  # fmt: skip
    rows = Policy.objects.filter(state=Policy.State.ADOPTED, review_date__lte=timezone.localdate(now + SOON)).select_related("owner")  # fmt: skip
    return [
        Item(
            "policy", row.pk, row.title, row.ref, _address("policies", row.ref), sub=f"version {row.adopted_version}",
            cells=("Does it still hold?", ""), asks=("Keep, change, retire", f"owner {row.owner.name}"), until=row.review_date,
        )
        for row in rows.order_by("review_date", "id")[:MOST]
    ]  # fmt: skip


def _emergencies(board: Board, members: Collection[int], services: Collection[int], now: datetime) -> list[Item]:  # fmt: skip
    return [_emergency(row) for row in changes.to_look_back_on(onlooker(), services)]


def _emergency(row: changes.Talked) -> Item:
    if row.confirmed:
        caused = f"{rules.things(row.confirmed, 'incident', 'incidents')} caused by it"
    elif row.proposed:
        caused = f"{rules.things(row.proposed, 'incident', 'incidents')} proposed, open"
    else:
        caused = "no incident since"
    return Item(
        "change", row.id, row.title, row.ref, row.url, rules.LOOK_BACK, sub=f"emergency, {row.service}", risk=row.risk,
        tier="done first", cells=(row.outcome or "Not said how it went", caused), asks=("Review due", row.who and f"made by {row.who}"),
        until=row.due_at,
    )  # fmt: skip


def _decisions(board: Board, members: Collection[int], services: Collection[int], now: datetime) -> list[Item]:  # fmt: skip
    rows = Decision.objects.filter(_within(services), board=board, outcome="", review_date__lte=timezone.localdate(now))  # fmt: skip
    return [
        Item(
            "decision", row.pk, row.title, row.ref, _address("decisions", row.ref), rules.LOOK_BACK,
            sub=f"decided {timezone.localdate(row.decided_at):%-d %b %Y}", cells=(row.expected_effect, "was expected"),
            asks=("What came of it?", f"owner {row.owner.name}" if row.owner else f"decided by {row.decided_by.name}"), until=row.review_date,
        )
        for row in rows.select_related("owner", "decided_by").order_by("review_date", "id")[:MOST]
    ]  # fmt: skip


def _service(row: Any) -> str:
    return row.service.name if row.service else ""


def _address(place: str, ref: str) -> str:
    return f"/{place}/{ref}/"


_FILLED: dict[str, Callable[..., list[Item]]] = {
    "escalations": _escalations, "signals": _signals, "changes": _changes, "templates": _templates, "rights": _rights,
    "risks": _risks, "policies": _policies, "emergencies": _emergencies, "decisions": _decisions,
}  # fmt: skip
