"""How changes of a template went: its record, by team, and how many went well in a row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q

from practices.change import states
from practices.change.models import CausedIncident, Change, ChangeTemplate

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

WENT_WRONG = (states.FAILED, states.BACKED_OUT)


@dataclass
class Record:
    """How often it was made, and how that went; `row` counts what went well since there was trouble, or since it was decided."""

    n: int = 0
    successful: int = 0
    with_issues: int = 0
    failed: int = 0
    backed_out: int = 0
    caused: int = 0  # changes that caused an incident
    row: int = 0
    went_wrong: int = 0  # since it was decided on: failed, backed out, or caused an incident
    last_at: datetime | None = None
    team: str = ""

    @property
    def trouble(self) -> int:
        return self.n - self.successful


def records(template_ids: Iterable[int]) -> dict[int, Record]:
    """The record of each of these templates: two statements."""
    ids = list(template_ids)
    found = {pk: Record() for pk in ids}
    for row in _counted(_ended(ids).values("template_id")):
        template_id = row.pop("template_id")
        found[template_id] = _record(row)
    in_row = _ended(ids).filter(outcome=states.SUCCESSFUL, has_caused=False).exclude(_older_than_trouble())  # fmt: skip
    for pk, n in in_row.values("template_id").annotate(n=Count("pk")).values_list("template_id", "n"):  # fmt: skip
        found[pk].row = n
    return found


def by_team(template_id: int) -> list[Record]:
    """The same for each team that made it, the busiest first: one statement."""
    rows = _counted(_ended([template_id]).values("ticket__team__name"))
    found = []
    for row in rows.order_by("-n", "ticket__team__name"):
        name = row.pop("ticket__team__name")
        found.append(_record(row, team=name or ""))
    return found


def _record(row: dict[str, Any], **more: Any) -> Record:
    return Record(**row, **more)


def _ended(ids: list[int]) -> Any:
    caused = CausedIncident.objects.filter(change=OuterRef("pk"), state=CausedIncident.State.CONFIRMED)  # fmt: skip
    rows = Change.objects.filter(template_id__in=ids, ended_at__isnull=False)
    return rows.annotate(has_caused=Exists(caused))


def _counted(rows: Any) -> Any:
    since = Q(template__decided_at__isnull=True) | Q(ended_at__gt=F("template__decided_at"))
    return rows.annotate(
        n=Count("pk"),
        **{outcome: Count("pk", filter=Q(outcome=outcome)) for outcome in (states.WITH_ISSUES, states.FAILED, states.BACKED_OUT)},
        successful=Count("pk", filter=Q(outcome=states.SUCCESSFUL, has_caused=False)),
        caused=Count("pk", filter=Q(has_caused=True)),
        went_wrong=Count("pk", filter=since & (Q(outcome__in=WENT_WRONG) | Q(has_caused=True))),
        last_at=Max("ended_at"),
    )  # fmt: skip


def _older_than_trouble() -> Q:
    """Before the newest trouble of its template, or before anybody last decided on that."""
    of_same = Change.objects.filter(template=OuterRef("template"), ended_at__gte=OuterRef("ended_at"))  # fmt: skip
    caused = CausedIncident.objects.filter(change=OuterRef("pk"), state=CausedIncident.State.CONFIRMED)  # fmt: skip
    trouble = of_same.filter(~Q(outcome=states.SUCCESSFUL) | Exists(caused))
    decided = ChangeTemplate.objects.filter(pk=OuterRef("template"), decided_at__gte=OuterRef("ended_at"))  # fmt: skip
    return Q(Exists(trouble)) | Q(Exists(decided))
