"""Who would be asked about a change, told before it is submitted."""

from __future__ import annotations

from typing import Any

from governance.queries.chain import chain_for
from governance.queries.principles import lacks
from governance.queries.rights import right_for
from svs import gates
from svs.accounts import queries as accounts
from svs.extensions import Panel


def _submit(user: Any, ticket: Any) -> tuple[str, dict[str, Any]]:
    """The right that fits it, those who are asked step by step, and what is to be answered before."""
    case = gates.matter_of("change").describe(ticket.pk)
    right = right_for(case)
    chain = chain_for(case, right)
    names = accounts.names_of(
        {one.user_id for rung in chain for one in rung.asked if not one.barred}
    )
    steps = [
        {"hours": rung.plan.hours, "names": [names.get(one.user_id, "") for one in rung.asked if not one.barred]}
        for rung in chain
    ]  # fmt: skip
    return "governance/_before_submit.html", {"right": right, "steps": steps, "lacks": lacks(case, right)}  # fmt: skip


PANELS = [Panel("change_submit", _submit, 10)]
