"""What can be escalated, to whom it goes, and escalations in the shape of pages."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import F, QuerySet
from django.http import Http404
from django.urls import reverse

from governance.access import escalations as access
from governance.models import Approval, Escalation, Risk
from improvement import access as improvements
from metrics import access as metrics
from metrics.rules import MEASURES
from practices.desk import access as desk
from practices.desk import states
from svs.accounts import queries as accounts
from svs.accounts.models import Role, User
from svs.permissions import access as permissions
from svs.services.models import Service

if TYPE_CHECKING:
    from metrics.models import Signal


@dataclass(frozen=True)
class Subject:
    """Something that waits for a decision, as it stands in the log, with how it is called and whether it is settled."""

    type: str
    pk: int
    ref: str
    title: str
    url: str
    service_id: int | None
    is_settled: bool = False


def of_signal(signal: Signal) -> Subject:
    """A broken promise."""
    kpi = signal.kpi
    words = f"{kpi.service.name}: {MEASURES[kpi.measure].name.lower()} breaks its promise"
    return Subject("signal", signal.pk, f"SIG-{signal.pk}", words, reverse("metrics:signal", args=[signal.pk]), kpi.service_id, not signal.is_open)  # fmt: skip


def _of_approval(approval: Approval) -> Subject:
    settled = approval.state not in (Approval.State.OPEN, Approval.State.EXPIRED)
    return Subject("approval", approval.pk, approval.ref, approval.title, approval.url, approval.service_id, settled)  # fmt: skip


def _signal(user: User, ref: str) -> Subject | None:
    rows = metrics.signals_visible_to(user).select_related("kpi__service")
    number = _number(ref, "SIG")
    found = rows.filter(pk=number).first() if number else None
    return of_signal(found) if found else None


def _ticket(user: User, ref: str) -> Subject | None:
    ticket = desk.visible_to(user).filter(ref=ref).first()
    if ticket is None:
        return None
    return Subject("ticket", ticket.pk, ticket.ref, ticket.title, ticket.get_absolute_url(), ticket.service_id, ticket.phase == states.DONE)  # fmt: skip


def _improvement(user: User, ref: str) -> Subject | None:
    found = improvements.visible_to(user).filter(ref=ref).first()
    if found is None:
        return None
    url = reverse("improvement:improvement", args=[found.ref])
    return Subject("improvement", found.pk, found.ref, found.issue, url, found.service_id, not found.is_open)  # fmt: skip


def _approval(user: User, ref: str) -> Subject | None:
    found = permissions.visible_to(user, Approval).filter(ref=ref).first()
    return _of_approval(found) if found else None


def _risk(user: User, ref: str) -> Subject | None:
    found = permissions.visible_to(user, Risk).filter(ref=ref).first()
    if found is None:
        return None
    url = reverse("governance:risk", args=[found.ref])
    return Subject("risk", found.pk, found.ref, found.statement, url, found.service_id, found.state == Risk.State.CLOSED)  # fmt: skip


_KINDS: dict[str, Callable[[User, str], Subject | None]] = {
    "SIG": _signal, "IMP": _improvement, "APR": _approval, "RSK": _risk,
}  # fmt: skip


def subject_of(user: User, ref: str) -> Subject:
    """What a ref names, for whoever sees it: a ticket of any kind, a signal (SIG-12), an improvement, an approval, a risk. 404 otherwise."""
    text = ref.strip().upper()[:24]
    found = _KINDS.get(text.partition("-")[0], _ticket)(user, text)
    if found is None:
        raise Http404
    return found


def _number(ref: str, prefix: str) -> int | None:
    text = ref.removeprefix(f"{prefix}-")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def sponsors() -> QuerySet[User]:
    """The active executive sponsors."""
    rows = User.objects.filter(is_active=True, is_program=False, role_assignments__role=Role.SPONSOR)  # fmt: skip
    return rows.distinct().order_by("name", "id")


def sponsor_ids() -> list[int]:
    return list(sponsors().values_list("pk", flat=True))


def are_there(ids: Collection[int]) -> bool:
    """Are all of these active people with a role?"""
    return accounts.people_with_a_role().filter(pk__in=ids).count() == len(set(ids))


def usual_path(service_id: int | None, ending: Iterable[int]) -> list[int]:
    """The owner of the service, then the sponsor."""
    owned = Service.objects.filter(owner__is_active=True)
    owner = owned.filter(pk=service_id).values_list("owner_id", flat=True).first() if service_id else None  # fmt: skip
    last = next(iter(ending), None)
    found = [pk for pk in (owner, last) if pk is not None]
    return list(dict.fromkeys(found)) if are_there(found) else [pk for pk in (last,) if pk is not None]  # fmt: skip


def ever_escalated(subject_type: str, ids: Collection[int]) -> set[int]:
    """Those of these that were escalated once, however it ended."""
    rows = Escalation.objects.filter(subject_type=subject_type, subject_id__in=ids)
    return set(rows.values_list("subject_id", flat=True))


def expired_approval(approval_id: int) -> Subject | None:
    """What nobody decided in time."""
    found = Approval.objects.filter(pk=approval_id, state=Approval.State.EXPIRED).first()
    return _of_approval(found) if found else None


def open_signal_of(escalation: Escalation) -> Signal | None:
    """The signal it is about, while it has no answer."""
    if escalation.subject_type != "signal" or escalation.decided_by is None:
        return None
    rows = metrics.signals_visible_to(escalation.decided_by).select_related("kpi__service")
    return rows.filter(pk=escalation.subject_id, answer="").first()


def escalations(user: User, show: str = "open", *, is_mine: bool = False) -> QuerySet[Escalation]:
    """Those this person sees, the soonest due first; `show` is open, decided, overtaken or all; mine are those I may decide."""
    rows = escalations_all(user)
    if show != "all":
        rows = rows.filter(state=show.upper())
    if is_mine:
        rows = rows.filter(path__contains=[user.pk])
    soonest = (F("due_at").asc(nulls_first=True),) if show == "open" else ()  # without one: overdue
    return rows.order_by(*soonest, "-opened_at", "-id")


def escalations_all(user: User) -> QuerySet[Escalation]:
    """Every escalation this person sees."""
    return access.visible_to(user).select_related("service", "decided_by", "opened_by", "decision")


def waiting_for(user: User) -> list[Escalation]:
    """What this person holds at the moment, soonest due first."""
    rows = access.visible_to(user).filter(state=Escalation.State.OPEN, path__contains=[user.pk])
    return [row for row in rows.order_by("due_at", "id") if row.holder_id == user.pk]


@dataclass(frozen=True)
class Rung:
    """One rung of a path as it is drawn."""

    number: int
    name: str
    state: str  # passed, holds, decided, waits
    since: datetime | None
    until: datetime | None


def names_on(rows: Iterable[Escalation]) -> dict[int, str]:
    """Everybody on these paths by name: one statement."""
    return accounts.names_of({pk for row in rows for pk in row.path})


def path_of(escalation: Escalation, names: dict[int, str]) -> list[Rung]:
    """The whole path: who let it pass, who holds it until when, who comes then."""
    rungs, reached = [], [datetime.fromisoformat(at) for at in escalation.reached]
    for n, pk in enumerate(escalation.path):
        since = reached[n] if n < len(reached) else None
        until = since + timedelta(hours=escalation.hours) if since else None
        rungs.append(Rung(n + 1, names.get(pk, "–"), _stands(escalation, n, pk), since, until))
    return rungs


def _stands(escalation: Escalation, n: int, pk: int) -> str:
    if escalation.state == Escalation.State.DECIDED and pk == escalation.decided_by_id:
        return "decided"
    if n < escalation.rung:
        return "passed"
    return "holds" if n == escalation.rung and escalation.state == Escalation.State.OPEN else "waits"  # fmt: skip


def subject_url(user: User, escalation: Escalation) -> str:
    """Where its subject is shown, for those who see it; empty for others. One statement."""
    try:
        return subject_of(user, escalation.subject_ref).url
    except Http404:
        return ""


def about(user: User, subject_type: str, subject_id: int) -> list[dict[str, Any]]:
    """The escalations of one record, newest first, for a panel on its page."""
    rows = access.visible_to(user).filter(subject_type=subject_type, subject_id=subject_id)
    found = list(rows.select_related("decided_by").order_by("-opened_at", "-id")[:3])
    names = names_on(found)
    return [{"escalation": row, "holder": names.get(row.holder_id, "–")} for row in found]
