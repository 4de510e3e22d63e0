"""What time alone brings about: tickets on which the mark of a rule was passed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from practices.automation import rules
from practices.automation.models import Crossing, Rule
from practices.automation.queries.facts import definition_of, facts_from
from practices.desk import queries as desk
from practices.desk.queries import Mark
from svs.services import queries as services

BATCH = 500
LOOK_BACK = timedelta(days=2)  # what was passed while nobody looked, as far as it still helps


def on_time() -> list[Rule]:
    """The rules at work that time sets off, in their order."""
    found = Rule.objects.filter(state=Rule.State.ENABLED, trigger__in=rules.TIMES)
    return list(found.order_by("position", "id"))


def passed(rule: Rule, now: datetime) -> Iterator[list[Mark]]:
    """Batches of tickets that passed the mark of this rule since it was enabled and were not asked about, by ticket id.

    What was passed before a rule was enabled is left alone, so that enabling one never acts on a whole backlog.
    """
    after = max(now - LOOK_BACK, rule.enabled_at or now - LOOK_BACK)
    behind = 0
    while found := _passed(rule, after, now, behind):
        behind = found[-1].ticket_id
        yield _unasked(rule, found)
        if len(found) < BATCH:
            return


def _passed(rule: Rule, after: datetime, now: datetime, behind: int) -> list[Mark]:
    timing = rule.timing
    if rule.trigger == rules.CLOCK:
        return desk.clocks_crossing(
            timing["measure"], timing["share"], after=after, until=now, limit=BATCH, behind=behind
        )
    span = timedelta(hours=timing["hours"])
    look = desk.waiting_for_requester if rule.trigger == rules.REQUESTER_SILENT else desk.silent_of_ours  # fmt: skip
    return look(after=after - span, until=now - span, limit=BATCH, behind=behind)


def _unasked(rule: Rule, marks: list[Mark]) -> list[Mark]:
    asked = Crossing.objects.filter(rule=rule, ticket_id__in=[mark.ticket_id for mark in marks])
    known = set(asked.values_list("ticket_id", "since"))
    return [mark for mark in marks if (mark.ticket_id, mark.since) not in known]


def wanting(rule: Rule, marks: list[Mark]) -> list[Mark]:
    """Those of these tickets on which the rule would change something now: three statements."""
    above = services.categories_above()
    definition, known = definition_of(rule), desk.facts_of([mark.ticket_id for mark in marks])
    return [
        mark for mark in marks
        if mark.ticket_id in known
        and rules.evaluate(definition, facts_from(known[mark.ticket_id], {}, above)).steps
    ]  # fmt: skip


@dataclass
class PastBatch:
    """What a rule on time would have been asked about in the next lives of the past."""

    marks: list[tuple[int, datetime]]  # ticket, moment
    seen: int
    last_id: int
    left_out: int  # lives of which too little is known


def past_batch(rule: Rule, *, since: datetime, behind: int, now: datetime) -> PastBatch | None:
    """The marks passed in the next lives by ticket id; None when there are no more."""
    lives = desk.lives_after(behind, kind="incident", since=since, limit=BATCH)
    if not lives.tickets:
        return None
    found = [(m.ticket_id, m.at) for m in _past(rule, lives, now) if m.at and since <= m.at <= now]
    unknown = 0
    if rule.trigger == rules.CLOCK:
        unknown = sum((t.pk, rule.timing["measure"]) not in lives.clocks for t in lives.tickets)
    elif rule.trigger == rules.OURS_SILENT:
        unknown = sum(desk.is_brought_in(t) for t in lives.tickets)
    return PastBatch(found, len(lives.tickets), lives.last_id, unknown)


def _past(rule: Rule, lives: desk.Past, now: datetime) -> Iterator[Mark]:
    if rule.trigger == rules.CLOCK:
        return desk.past_clocks(lives, rule.timing["measure"], rule.timing["share"], now)
    span = timedelta(hours=rule.timing["hours"])
    fold = desk.past_waits if rule.trigger == rules.REQUESTER_SILENT else desk.past_silences
    return fold(lives, span, now)


def lives_since(since: datetime) -> int:
    """How many lives a dry run of a rule on time looks at."""
    return desk.logged_since("incident", since)
