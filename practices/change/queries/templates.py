"""Templates of changes in the shape of pages, and as a case before those who decide."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from practices.change import access, knobs
from practices.change.models import ChangeTemplate
from practices.change.queries import record
from svs import gates
from svs.extensions import Named
from svs.knobs import registry

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from svs.accounts.models import User

State = ChangeTemplate.State
IN_USE = (State.STANDARD, State.PROPOSED, State.DRAFT)
RANK = {str(state): place for place, state in enumerate((State.STANDARD, State.PROPOSED, State.DRAFT, State.REVOKED, State.RETIRED))}  # fmt: skip


def shown(viewer: User) -> QuerySet[ChangeTemplate]:
    """Templates as their page shows them."""
    return access.templates_visible_to(viewer).select_related("service", "team", "changed_by")


def listed(viewer: User) -> list[tuple[ChangeTemplate, record.Record]]:
    """Every template with its record, the standard ones first: three statements."""
    rows = sorted(shown(viewer).order_by("name", "pk"), key=lambda row: RANK[row.state])
    known = record.records(row.pk for row in rows)
    return [(row, known[row.pk]) for row in rows]


def usable(viewer: User) -> QuerySet[ChangeTemplate]:
    """Those a change may be made from."""
    return access.templates_visible_to(viewer).filter(state__in=IN_USE).order_by("name", "pk")


def standard(viewer: User) -> QuerySet[ChangeTemplate]:
    """Those that nobody has to be asked about."""
    return usable(viewer).filter(state=State.STANDARD)


def standard_after() -> int:
    """How many successes in a row it takes."""
    return int(registry.current(knobs.STANDARD_AFTER.key))


def due_by_record(after: int) -> tuple[list[ChangeTemplate], list[ChangeTemplate]]:
    """What is to be proposed as standard, and what to be revoked, by how it went since it was last decided on."""
    rows = list(ChangeTemplate.objects.filter(asks="").exclude(state=State.RETIRED).order_by("pk"))
    known = record.records(row.pk for row in rows)
    good = [row for row in rows if row.state in (State.DRAFT, State.REVOKED) and known[row.pk].row >= after]  # fmt: skip
    wrong = [row for row in rows if row.state == State.STANDARD and known[row.pk].went_wrong]
    return good, wrong


def case_of(template_id: int) -> gates.Case:
    """A template before those who decide whether it is standard; whoever wrote it does not."""
    template = ChangeTemplate.objects.select_related("service").get(pk=template_id)
    known = record.records([template_id])[template_id]
    wish = "to be revoked" if template.asks == "revoke" else "to be standard"
    facts = [
        ("Asked", f"{template.ref} is {wish}"), ("Successful", f"{known.successful} of {known.n}"),
        ("In a row", str(known.row)), ("Failed or backed out", str(known.failed + known.backed_out)),
        ("Caused an incident", str(known.caused)),
    ]  # fmt: skip
    return gates.Case(
        kind="template", subject_type="changetemplate", subject_id=template.pk, ref=template.ref, title=f"{template.name}: {wish}",
        url=template.get_absolute_url(), version=template.question, parties=frozenset(template.authors), service_id=template.service_id,
        tier=template.service.tier if template.service else 4, practice="change", variety=template.asks or "standard",
        team_id=template.team_id, facts=tuple(facts),
    )  # fmt: skip


def subject_templates(viewer: User, ids: set[int]) -> dict[int, Named]:
    """How the log calls templates."""
    seen: Any = set(access.templates_visible_to(viewer).filter(pk__in=ids).values_list("pk", flat=True))  # fmt: skip
    rows = ChangeTemplate.objects.filter(pk__in=ids)
    return {row.pk: Named(row.ref, row.get_absolute_url() if row.pk in seen else "") for row in rows}  # fmt: skip
