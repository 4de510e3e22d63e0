"""A change as plain values for whoever decides."""

from __future__ import annotations

from practices.change import states
from practices.change.models import Change, ChangeVersion
from practices.change.queries import risk
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
    return gates.Case(
        kind="change", subject_type="ticket", subject_id=ticket.pk, ref=ticket.ref, title=ticket.title,
        url=ticket.get_absolute_url(), version=change.plan_version,
        parties=frozenset(person for person in parties if person is not None), service_id=ticket.service_id, risk=change.risk,
        tier=tier, practice="change", variety=change.type, team_id=ticket.team_id,
        flags=frozenset({"above_tolerance"} if is_above else ()), facts=tuple(facts),
    )  # fmt: skip
