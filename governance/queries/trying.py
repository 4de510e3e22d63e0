"""What the table would do with a case, and what a draft of it would have done with those of the past."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count
from django.utils import timezone

from governance.models import Approval
from governance.queries import chain as chains
from governance.queries import rights
from governance.rules import ladder
from governance.rules.rights import EXECUTIVE, LADDER, Tier, fitting, misfits, strictness
from practices.change.queries import past as changes
from svs.gates import Case
from svs.services import queries as services

if TYPE_CHECKING:
    from collections.abc import Iterable

    from governance.models import DecisionRight
    from governance.queries.chain import Rung

YEAR = timedelta(days=365)


@dataclass
class Tried:
    """One row held against a case: it fits, or what it asks for that the case is not."""

    right: DecisionRight
    fits: bool
    because: str


@dataclass
class Outcome:
    """What would happen to a case: the row that fits, those before it that do not, and who would be asked."""

    case: Tier
    right: DecisionRight | None
    tried: list[Tried]
    chain: list[Rung]


@dataclass
class Went:
    """How many of the past would have gone to one rung of the ladder, before and after a draft."""

    words: str
    before: int
    after: int


@dataclass
class Past:
    """Where the cases of the last year would have gone."""

    n: int = 0
    rungs: list[Went] = field(default_factory=list)
    moved: int = 0


def with_draft(rows: Iterable[DecisionRight], draft: DecisionRight | None) -> list[DecisionRight]:
    """The table as it would be once a draft is adopted."""
    if draft is None:
        return list(rows)
    kept = [row for row in rows if row.number != draft.number]
    return sorted([*kept, *([] if draft.ends else [draft])], key=lambda row: (row.subject, row.position, row.number))  # fmt: skip


def try_case(*, subject: str, said: dict[str, Any], service_id: int | None, draft: DecisionRight | None = None) -> Outcome:  # fmt: skip
    """Hold a case against the table, row by row, and draw who would be asked."""
    service = services.service_by_id(service_id) if service_id else None
    tier = said.get("tier") or (service.tier if service else 4)
    case = Tier(subject, said.get("variety") or "", said.get("risk") or 1, tier, said.get("maturity"), frozenset(said.get("flags") or ()))  # fmt: skip
    rows = [row for row in with_draft(rights.table(), draft) if row.subject == subject]
    tried: list[Tried] = []
    for row in rows:
        lacking = misfits(row, case)
        tried.append(Tried(row, not lacking, "; ".join(_lack(name, row, case) for name in lacking)))
        if not lacking:
            break
    right = tried[-1].right if tried and tried[-1].fits else None
    asked = Case(
        kind=subject, subject_type="", subject_id=0, ref="", title="", url="", version=1, parties=frozenset(), service_id=service_id,
        risk=case.risk, tier=case.tier, practice=subject, variety=case.variety, flags=case.flags, team_id=service.team_id if service else None,
    )  # fmt: skip
    return Outcome(case, right, tried, chains.chain_for(asked, right))


def past(subject: str, draft: DecisionRight | None = None) -> Past:
    """Where the cases of the last year would have gone by the table in force, and with a draft in it: three statements at most."""
    before = [row for row in rights.table() if row.subject == subject]
    after = [row for row in with_draft(before, draft) if row.subject == subject]
    rungs: dict[str, Went] = {by: Went(ladder.RUNG_WORDS[by], 0, 0) for by in LADDER}
    found = Past()
    for case, n in _cases(subject):
        was, would = _rung(before, case), _rung(after, case)
        rungs[was].before += n
        rungs[would].after += n
        found.n += n
        found.moved += n if was != would else 0
    found.rungs = [one for one in rungs.values() if one.before or one.after]
    return found


def _rung(rows: list[DecisionRight], case: Tier) -> str:
    right = fitting(rows, case)
    return EXECUTIVE if right is None else LADDER[strictness(right.steps)]


def _cases(subject: str) -> list[tuple[Tier, int]]:
    """The cases of the last year, those alike counted together."""
    since = timezone.now() - YEAR
    if subject == "change":
        bare = Tier(subject, maturity=services.maturity_of(subject))
        return [
            (replace(bare, variety=variety, risk=risk, tier=tier, flags=flags), n)
            for variety, risk, tier, flags, n in changes.past_kinds(since)
        ]  # fmt: skip
    rows = Approval.objects.filter(kind=subject, asked_at__gte=since)
    columns = rows.values_list("variety", "risk", "tier", "maturity", "flags").annotate(n=Count("pk")).order_by()  # fmt: skip
    alike: Counter[Tier] = Counter()
    for variety, risk, tier, maturity, flags, n in columns:
        alike[Tier(subject, variety, risk, tier, maturity, frozenset(flags))] += n
    return list(alike.items())


def _lack(name: str, row: DecisionRight, case: Tier) -> str:
    wanted = ladder.say_fits({name: row.fits[name]})
    if name == "flags":
        return f"only {wanted}"
    has = getattr(case, name)
    shown = sorted(has) if isinstance(has, frozenset) else [has] if has not in ("", None) else []
    is_ = ladder.say_fits({name: shown}) if shown else "not known" if name == "maturity" else "none"
    return f"for {wanted}, this is {is_}"
