"""The look over all data for what could be better."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from improvement.models import Candidate, CandidateCase
from improvement.queries import found

if TYPE_CHECKING:
    from datetime import datetime

FIELDS = ("service_id", "team_id", "other_team_id", "cause", "rule_id", "signal_id", "times", "usual", "weight", "seconds", "since", "until", "found_at")  # fmt: skip


@transaction.atomic
def find_candidates() -> int:
    """Look for patterns and keep them with their cases; what is there no more is forgotten. Repeating it changes nothing.

    Like a projection it recounts what is known already, so it tells no event. Returns how many there are.
    """
    over, now = found.span(), timezone.now()
    patterns = found.everything(over)
    rows = [_row(one, over, now) for one in patterns]
    Candidate.objects.exclude(pk__in=_kept(rows)).delete()
    Candidate.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["kind", "key"], update_fields=[n.removesuffix("_id") for n in FIELDS]
    )  # fmt: skip
    ids = {(kind, key): pk for pk, kind, key in Candidate.objects.values_list("id", "kind", "key")}
    CandidateCase.objects.all().delete()
    CandidateCase.objects.bulk_create(
        [
            CandidateCase(candidate_id=ids[one.kind, one.key], ticket_id=case.ticket_id, seconds=case.seconds, times=case.times)
            for one in patterns
            for case in one.cases
        ],
        batch_size=2000,
    )  # fmt: skip
    return len(rows)


def _kept(rows: list[Candidate]) -> list[int]:
    wanted = {(row.kind, row.key) for row in rows}
    known = Candidate.objects.values_list("id", "kind", "key")
    return [pk for pk, kind, key in known if (kind, key) in wanted]


def _row(one: found.Found, over: found.Span, now: datetime) -> Candidate:
    since, until = over.days
    return Candidate(
        kind=one.kind, key=one.key, service_id=one.service_id, times=one.times, usual=one.usual, weight=one.weight,
        seconds=one.seconds, since=since, until=until, found_at=now, **one.fields,
    )  # fmt: skip
