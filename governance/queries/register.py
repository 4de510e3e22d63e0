"""The decision register in the shape of pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from governance.access import register as access
from governance.models import Board, Decision
from governance.queries import values
from metrics import access as metrics
from svs.knobs import registry as knobs
from svs.permissions.access import get_or_404
from svs.services import access as services

if TYPE_CHECKING:
    from metrics.models import Signal
    from svs.accounts.models import User


@dataclass(frozen=True)
class Asked:
    """What the register is asked for; everything is in the address of the page."""

    show: str = "all"
    source: str = ""
    service: str = ""  # slug
    board: str = ""  # slug
    is_mine: bool = False
    words: str = ""


SOURCES = {str(value): str(label) for value, label in Decision.Source.choices}
SHOWS = ("all", "due", "open", *Decision.Outcome.values)


def register(user: User, asked: Asked | None = None) -> QuerySet[Decision]:
    """Decisions this person sees, newest first; those to look at again by their day, soonest first."""
    rows = access.visible_to(user).select_related(
        "service", "decided_by", "signal__kpi__service", "reviewed_by", "owner", "approval", "board", "review_of", "escalation"
    )  # fmt: skip
    if asked is None:
        return rows.order_by("-decided_at", "-id")
    rows = _narrowed(rows, user, asked)
    return rows.order_by("review_date", "id") if asked.show == "due" else rows.order_by("-decided_at", "-id")  # fmt: skip


def _narrowed(rows: QuerySet[Decision], user: User, asked: Asked) -> QuerySet[Decision]:
    if asked.show in Decision.Outcome.values:
        rows = rows.filter(outcome=asked.show)
    elif asked.show != "all":
        rows = rows.filter(outcome="")
    if asked.show == "due":
        rows = rows.filter(review_date__lte=timezone.localdate())
    named = {"source": asked.source, "service__slug": asked.service, "board__slug": asked.board}
    rows = rows.filter(**{name: value for name, value in named.items() if value})
    if asked.is_mine:
        rows = rows.filter(Q(owner=user) | Q(decided_by=user))
    if asked.words:
        told = ("title", "why", "expected_effect", "what_happened")
        says = reduce(or_, (Q(**{f"{name}__icontains": asked.words}) for name in told))
        rows = rows.filter(says | Q(ref__iexact=asked.words))
    return rows


def to_look_at_again(user: User) -> QuerySet[Decision]:
    """What this person is to look at again by now, the longest due first."""
    due = access.visible_to(user).filter(outcome="", review_date__lte=timezone.localdate(), owner=user)  # fmt: skip
    return due.select_related("service").order_by("review_date", "id")


def worked_last_year(user: User) -> dict[str, Any]:
    """Of the decisions looked at again within a year, how many worked: one statement."""
    since = timezone.now() - timedelta(days=365)
    rows = access.visible_to(user).filter(reviewed_at__gt=since)
    counted = dict(rows.order_by().values_list("outcome").annotate(n=Count("pk")))
    looked = sum(counted.values())
    worked = counted.get(Decision.Outcome.WORKED, 0)
    return {"n": looked, "worked": worked, "percent": round(100 * worked / looked) if looked else None}  # fmt: skip


def choices_for(user: User) -> dict[str, list[tuple[str, str]]]:
    """The services and boards there are to filter by, in two statements."""
    seen = access.visible_to(user)
    rows = services.visible_to(user).filter(pk__in=seen.values("service_id"))
    boards = Board.objects.filter(pk__in=seen.values("board_id"))
    return {name: list(found.order_by("name", "id").values_list("slug", "name")) for name, found in (("services", rows), ("boards", boards))}  # fmt: skip


EXPORTED = ("ref", "decided", "by", "source", "service", "board", "decision", "why", "expected", "cost", "commitment", "owner", "look again", "outcome", "what happened", "looked at")  # fmt: skip


def exported(rows: QuerySet[Decision]) -> Iterator[list[Any]]:
    """The register for a spreadsheet, in constant memory."""
    for r in rows.iterator(chunk_size=500):
        yield [
            r.ref, r.decided_at, r.decided_by.name, r.get_source_display(), r.service.name if r.service else "", r.board.name if r.board else "",
            r.title, r.why, r.expected_effect, r.cost, r.commitment, r.owner.name if r.owner else "", r.review_date.isoformat(),
            r.get_outcome_display() if r.outcome else "", r.what_happened, r.reviewed_at,
        ]  # fmt: skip


def of_service(user: User, service_id: int) -> QuerySet[Decision]:
    """What was decided on one service."""
    return register(user).filter(service_id=service_id)


def signal_to_decide(user: User, number: object) -> Signal:
    """The signal somebody wants to decide on: 404 unseen, 403 when it is not theirs to answer."""
    text = str(number)
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Http404
    visible = metrics.signals_visible_to(user).select_related("kpi__service", "kpi__owner")
    return get_or_404(user, metrics.ANSWER, visible, pk=int(text))


def policy() -> list[dict[str, Any]]:
    """Every policy value with what is in force, what is to come and what waits: two statements."""
    now, waiting = timezone.now(), values.pending()
    rows = knobs.all_values()
    listed = []
    for knob in knobs.all_knobs():
        mine = rows.get(knob.key, [])
        past, says = [row for row in mine if row.effective_at <= now], knobs.sayer(knob)
        value = past[-1].value if past else knob.default
        listed.append(
            {
                "knob": knob, "says": says(value), "since": past[-1].effective_at if past else None,
                "waits": says(waiting[knob.key].value) if knob.key in waiting else "",
                "to_come": [{"row": row, "says": says(row.value)} for row in mine if row.effective_at > now],
            }
        )  # fmt: skip
    return listed


def policy_value(key: str, waiting: dict[str, Any] | None = None) -> dict[str, Any] | None:
    """One policy value with its history, newest first; None where nobody declares it."""
    knob, now = knobs.knob_of(key), timezone.now()
    if knob is None:
        return None
    rows, says = knobs.history(key), knobs.sayer(knob)
    value = next((row.value for row in rows if row.effective_at <= now), knob.default)
    return {
        "knob": knob, "value": value, "says": says(value), "default": says(knob.default), "pending": values.waits(key, waiting),
        "history": [{"row": row, "says": says(row.value), "is_to_come": row.effective_at > now} for row in rows],
    }  # fmt: skip


def policy_rows(user: User) -> list[dict[str, Any]]:
    """Every policy value for those who may look at it."""
    if not access.may_look(user):
        return []
    waiting = values.pending()
    return [found for knob in knobs.all_knobs() if (found := policy_value(knob.key, waiting))]
