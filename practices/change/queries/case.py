"""A change as plain values for whoever decides."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone

from practices.change import states
from practices.change.models import Change, ChangeVersion
from practices.change.queries import conflicts, risk
from practices.change.rules import conflicts as rules
from svs import gates


def case_of(ticket_id: int) -> gates.Case:
    """The change as it stands now; its parties are all who ever wrote it, asked for it or are to do it."""
    rows = Change.objects.select_related("ticket__service", "template")
    change = rows.get(pk=ticket_id)
    ticket = change.ticket
    writers = ChangeVersion.objects.filter(change=change, by__isnull=False).values_list("by_id", "said__assignee_id")  # fmt: skip
    parties = {person for row in writers for person in row} | {ticket.requester_id, ticket.assignee_id, change.author_id}  # fmt: skip
    facts = [("Type", states.TYPES[change.type])]
    if change.template:
        facts.append(("Template", change.template.ref))
    tier = risk.tier_of(risk.touched_services(change))
    score, tolerance = change.likelihood * change.impact, risk.tolerance_of(tier)
    is_above = score > tolerance
    facts.append(
        (
            "Risk",
            f"{score} of 25, {'above' if is_above else 'within'} the {tolerance} tolerated for tier {tier}",
        )
    )
    against = _against(change, ticket.state)
    facts += _window(change, against)
    return gates.Case(
        kind="change", subject_type="ticket", subject_id=ticket.pk, ref=ticket.ref, title=ticket.title,
        url=ticket.get_absolute_url(), version=change.plan_version,
        parties=frozenset(person for person in parties if person is not None), service_id=ticket.service_id, risk=change.risk,
        tier=tier, practice="change", variety=change.type, team_id=ticket.team_id,
        flags=frozenset({one.kind for one in against} & {rules.FREEZE}) | ({"above_tolerance"} if is_above else set()),
        facts=tuple(facts),
    )  # fmt: skip


def _against(change: Change, state: str) -> list[rules.Conflict]:
    """What stands in the way of it, while it can still be decided on; of other changes no more than that they are there."""
    if change.window is None or state not in states.OPEN:
        return []
    plan = conflicts.plan_of(change.pk)
    return rules.conflicts(plan, conflicts.around(plan, None, plan.span), timezone.now()) if plan else []  # fmt: skip


def _window(change: Change, against: list[rules.Conflict]) -> list[tuple[str, str]]:
    if change.starts_at is None or change.ends_at is None:
        return []
    said = rules.span_in_words((change.starts_at, change.ends_at), settings.SVS_TIME_ZONE)
    return [("Window", said), ("In its way", rules.sentence(against))]
