"""Where an improvement comes from, and what a form can say of it already."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.http import Http404

from improvement.queries import candidates
from metrics import access as metrics_access
from metrics import rules as metrics_rules
from practices.automation import access as automation_access
from practices.desk import access as desk_access
from svs.errors import Forbidden
from svs.permissions.access import may
from svs.services import access as services_access

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from metrics.models import Signal
    from practices.automation.models import Rule
    from practices.desk.models import Ticket
    from svs.accounts.models import User
    from svs.services.models import Service


@dataclass(frozen=True)
class Source:
    """Where something was noticed, and what a form can say of it already."""

    ticket: Ticket | None = None
    service: Service | None = None
    signal: Signal | None = None
    rule: Rule | None = None
    found_key: str = ""
    issue: str = ""
    expected: str = ""

    @property
    def owner(self) -> User | None:
        if self.signal is not None:
            return self.signal.kpi.owner
        return self.service.owner if self.service else None


def source(user: User, asked: dict[str, Any]) -> Source:
    """The ticket, service, signal or rule that was named, as far as this person sees it: 404 unseen.

    Answering a signal is for those who may: 403; so is naming a rule that a verdict may switch off.
    """
    if asked.get("signal"):
        return _of_signal(user, asked["signal"])
    if asked.get("candidate"):
        return _of_candidate(user, asked["candidate"])
    if asked.get("ticket"):
        ticket = _one(desk_access.visible_to(user).select_related("service__owner"), ref=asked["ticket"])  # fmt: skip
        return Source(ticket=ticket, service=ticket.service, issue=ticket.title)
    if asked.get("rule"):
        rule = _one(automation_access.visible_to(user), ref=asked["rule"])
        if not automation_access.may_write(user):
            raise Forbidden
        return Source(rule=rule, issue=f"Rule {rule.ref} is taken back by people.")
    if asked.get("service"):
        visible = services_access.visible_to(user).select_related("owner")
        return Source(service=_one(visible, slug=asked["service"]))
    return Source()


def _of_signal(user: User, number: Any) -> Source:
    visible = metrics_access.signals_visible_to(user).select_related("kpi__service__owner", "kpi__owner")  # fmt: skip
    signal = _one(visible, pk=_number(number))
    if not may(user, metrics_access.ANSWER, signal):
        raise Forbidden
    measure = metrics_rules.MEASURES[signal.kpi.measure]
    value, goal = (metrics_rules.words_for(v, measure.unit) for v in (signal.value, signal.target))
    issue = f"{measure.name} of {signal.kpi.service.name} was {value}; {goal} is promised."
    return Source(signal=signal, service=signal.kpi.service, issue=issue)


def _of_candidate(user: User, number: Any) -> Source:
    """What was found in the data, as far as this person sees it; a broken promise is answered by it."""
    shown = candidates.candidate_or_404(user, _number(number))
    record, key = shown.record, str(shown.record)
    issue, expected = shown.issue[:300], shown.expected
    if record.signal_id is not None:
        return replace(_of_signal(user, record.signal_id), found_key=key)
    may_name = record.rule is not None and automation_access.may_write(user)
    return Source(service=record.service, rule=record.rule if may_name else None, issue=issue, expected=expected, found_key=key)  # fmt: skip


def _one(rows: QuerySet[Any], **lookup: Any) -> Any:
    found = rows.filter(**lookup).first()
    if found is None:
        raise Http404
    return found


def _number(text: Any) -> int:
    digits = str(text)
    if not (digits.isascii() and digits.isdigit() and len(digits) < 10):
        raise Http404
    return int(digits)
