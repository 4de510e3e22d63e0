"""Policy values that wait, for pages and for those who decide."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone

from governance.access import register as access
from governance.models import PendingValue
from svs import gates
from svs.extensions import Named
from svs.knobs import registry as knobs

if TYPE_CHECKING:
    from svs.accounts.models import User


def case_of(pending_id: int) -> gates.Case:
    """A value that waits, as plain values for whoever decides."""
    return case_for(PendingValue.objects.get(pk=pending_id))


def case_for(row: PendingValue) -> gates.Case:
    """The same, of a row that may not be written yet. `variety` is the practice that declares it: incident, change ..."""
    knob = knobs.knob_of(row.key)
    label, says = (knob.label, knobs.sayer(knob)) if knob else (row.key, str)
    facts = [("Now", says(knobs.value(row.key)) if knob else "–"), ("Proposed", says(row.value)), ("Why", row.reason)]  # fmt: skip
    if row.effective_at:
        facts.append(("From", f"{timezone.localtime(row.effective_at):%d %b %Y %H:%M}"))
    return gates.Case(
        kind="knob", subject_type="pendingvalue", subject_id=row.pk or 0, ref=f"VALUE-{row.pk or 0}", title=label[:200],
        url=reverse("governance:policy", args=[row.key]), version=1, variety=row.key.partition(".")[0],
        parties=frozenset([row.asked_by_id] if row.asked_by_id else []), facts=tuple((name, said[:500]) for name, said in facts),
    )  # fmt: skip


def pending() -> dict[str, PendingValue]:
    """Every value that waits, by its key: one statement."""
    rows = PendingValue.objects.filter(state=PendingValue.State.WAITING).select_related("asked_by")
    return {row.key: row for row in rows}


def waits(key: str, rows: dict[str, PendingValue] | None = None) -> dict[str, Any] | None:
    """The value of a knob that waits, and how it is said; `rows` where they were read already."""
    row = (pending() if rows is None else rows).get(key)
    knob = knobs.knob_of(key)
    return {"row": row, "says": knobs.sayer(knob)(row.value)} if row and knob else None


def subject_values(user: User, ids: set[int]) -> dict[int, Named]:
    """What they are called in the log, for those who look at policy."""
    if not access.may_look(user):
        return {}
    rows = PendingValue.objects.filter(pk__in=ids).values_list("pk", "key")
    return {pk: Named(key, reverse("governance:policy", args=[key])) for pk, key in rows}
