"""Changes of the past as those see them who decide by what they were."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, F, OuterRef, Q

from practices.change import states
from practices.change.models import Change, Freeze
from practices.change.queries.risk import tolerance_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime


def past_kinds(since: datetime) -> list[tuple[str, int, int, frozenset[str], int]]:
    """(type, risk, tier of its service, flags, how many) of the changes put before deciders since a moment.

    One statement, besides the knob.
    """
    frozen = Freeze.objects.filter(
        Q(services=None) | Q(services=OuterRef("ticket__service")), cancelled_at__isnull=True, during__overlap=OuterRef("window")
    )  # fmt: skip
    rows = Change.objects.filter(ticket__logged_at__gte=since).exclude(ticket__state__in=(states.DRAFT, states.CANCELLED))  # fmt: skip
    rows = rows.annotate(is_frozen=Exists(frozen), score=F("likelihood") * F("impact"))
    columns = rows.values_list("type", "risk", "ticket__service__tier", "is_frozen", "score").annotate(n=Count("pk"))  # fmt: skip
    tolerated = {tier: tolerance_of(tier) for tier in (1, 2, 3, 4)}
    found = []
    for kind, risk, of_service, is_frozen, score, n in columns.order_by():
        tier = of_service or 4
        flags = {"freeze": is_frozen, "above_tolerance": score > tolerated[tier]}
        found.append((kind, risk, tier, frozenset(name for name, holds in flags.items() if holds), n))  # fmt: skip
    return found


@dataclass(frozen=True)
class Decided:
    """A change that was decided on, as plain values."""

    ticket_id: int
    ref: str
    title: str
    url: str
    type: str
    risk: int
    tier: int
    service_id: int | None
    team_id: int | None
    author_id: int | None
    parties: frozenset[int]
    version: int
    asked_at: datetime
    decided_at: datetime
    passed: bool
    words: str


def decided_before(moment: datetime) -> Iterator[Decided]:
    """Every change decided before a moment, the oldest first: one statement."""
    rows = Change.objects.filter(decided_at__lt=moment, ticket__stretches__state=states.IN_APPROVAL)
    rows = rows.annotate(asked_at=F("ticket__stretches__during__startswith")).select_related(
        "ticket__service"
    )
    seen: set[int] = set()
    for change in rows.order_by("decided_at", "pk", "asked_at"):
        ticket, decided = change.ticket, change.decided_at
        if decided is None or ticket.pk in seen:
            continue
        seen.add(ticket.pk)
        people = (change.author_id, ticket.assignee_id, ticket.requester_id)
        yield Decided(
            ticket.pk, ticket.ref, ticket.title, ticket.get_absolute_url(), change.type, change.risk,
            ticket.service.tier if ticket.service else 4, ticket.service_id, ticket.team_id,
            change.author_id, frozenset(one for one in people if one is not None), change.plan_version, min(change.asked_at, decided), decided,
            change.approved_version is not None, change.decided_words,
        )  # fmt: skip
