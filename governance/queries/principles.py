"""Principle checks in the shape of pages: what is answered, what still lacks, what speaks against most often."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, QuerySet
from django.http import Http404
from django.utils import timezone

from governance.access import principles as access
from governance.models import PrincipleAnswer, PrincipleCheck, Vote
from governance.queries.rights import right_for
from governance.rules import principles as rules
from metrics import access as metrics
from metrics.queries import kpis
from metrics.rules import MEASURES
from svs import gates
from svs.accounts.models import User
from svs.permissions.access import get_or_404
from svs.services import queries as services

if TYPE_CHECKING:
    from svs.services.models import Outcome

LOOKED_BACK = timedelta(days=90)


@dataclass(frozen=True)
class Row:
    """One principle as the widget shows it."""

    principle: rules.Principle
    asks: str
    state: str  # yes, no, na; empty where nothing is said
    because: str
    is_asked: bool

    @property
    def says(self) -> str:
        return rules.ANSWERS.get(self.state, "")


@dataclass(frozen=True)
class Shown:
    """A check as the widget shows it."""

    check: PrincipleCheck | None
    kind: str
    version: int
    criteria: list[PrincipleAnswer]
    others: list[Row]
    asked: tuple[str, ...]
    lacks: list[str]
    measure: str = ""

    @property
    def is_older(self) -> bool:
        """Are these the answers of a version before, to be looked at again?"""
        return self.check is not None and (
            self.check.copied_from is not None or self.check.version != self.version
        )

    @property
    def older(self) -> int | None:
        """The version that was answered."""
        return (self.check.copied_from or self.check.version) if self.check else None

    @property
    def marks(self) -> list[str]:
        """Yes, no, na or nothing for each of the seven, in order."""
        value = rules.state_of(rules.FOCUS, [rules.Answer(a.principle, a.question, a.answer) for a in self.criteria])  # fmt: skip
        return [value, *(row.state for row in self.others)]

    @property
    def n_answered(self) -> int:
        return sum(1 for mark in self.marks if mark)

    @property
    def n_yes(self) -> int:
        return sum(1 for mark in self.marks if mark == rules.YES)


def _whole(rows: QuerySet[PrincipleCheck]) -> QuerySet[PrincipleCheck]:
    return rows.select_related("outcome", "kpi__service", "answered_by").prefetch_related("answers")


def check_of(kind: str, subject_id: int, version: int) -> PrincipleCheck | None:
    """The answers for this version, else the newest of a version before: two statements."""
    rows = PrincipleCheck.objects.filter(kind=kind, subject_id=subject_id, version__lte=version)
    return _whole(rows).order_by("-version").first()


def given_of(check: PrincipleCheck | None) -> rules.Given:
    """What a check says so far."""
    if check is None:
        return rules.Given()
    criteria = tuple(check.outcome.criteria) if check.outcome else ()
    return rules.Given(check.outcome_id is not None, criteria, bool(check.seen_in or check.kpi_id), answers_of(check))  # fmt: skip


def answers_of(check: PrincipleCheck) -> tuple[rules.Answer, ...]:
    return tuple(rules.Answer(a.principle, a.question, a.answer, a.because) for a in _in_order(check))  # fmt: skip


def _in_order(check: PrincipleCheck) -> list[PrincipleAnswer]:
    return sorted(check.answers.all(), key=lambda row: (row.position, row.pk))


def asked_of(right: Any) -> tuple[str, ...]:
    """The principles that a right demands to be answered before anybody is asked; an automatic one demands none."""
    return rules.demanded(right.principles, bool(right.steps)) if right is not None else ()


def lacks(case: gates.Case, right: Any) -> list[str]:
    """What is still to be answered before the case may be put before those who decide it, in words."""
    asked = asked_of(right)
    if not asked or case.kind not in access.SUBJECTS:
        return []
    return rules.missing(asked, given_of(check_of(case.kind, case.subject_id, case.version)))


def standing(kind: str, subject_id: int) -> tuple[tuple[str, ...], list[str]]:
    """What its right demands as it stands now, and what of it lacks; nothing for what nobody is ever asked about."""
    if kind not in gates.matters():
        return (), []
    case = gates.matter_of(kind).describe(subject_id)
    right = right_for(case)
    return asked_of(right), lacks(case, right)


def shown(check: PrincipleCheck | None, kind: str, version: int, asked: tuple[str, ...] = (), lacking: list[str] | None = None) -> Shown:  # fmt: skip
    """A check as the widget shows it; no statement more."""
    given = _in_order(check) if check else []
    by_key = {row.principle: row for row in given if row.principle != rules.FOCUS}
    others = [
        Row(one, one.question(kind), row.answer if row else "", row.because if row else "", one.key in asked)
        for one in rules.OTHERS
        for row in (by_key.get(one.key),)
    ]  # fmt: skip
    kpi = check.kpi if check else None
    return Shown(
        check, kind, version, [row for row in given if row.principle == rules.FOCUS], others, asked, lacking or [],
        f"{MEASURES[kpi.measure].name}, {kpi.service.name}" if kpi else "",
    )  # fmt: skip


def of_record(kind: str, record: Any) -> Shown:
    """The check of a record for its page: two statements."""
    version = access.SUBJECTS[kind].version(record)
    return shown(check_of(kind, record.pk, version), kind, version)


def listed(user: User, kind: str = "") -> QuerySet[PrincipleCheck]:
    """Checks that stand alone, newest first."""
    rows = access.visible_to(user).filter(subject_id__isnull=True)
    rows = rows.filter(kind=kind) if kind else rows
    return rows.select_related("outcome", "answered_by").prefetch_related("answers").order_by("-answered_at", "-id")  # fmt: skip


def whole(user: User) -> QuerySet[PrincipleCheck]:
    """Every check this person sees, newest first."""
    return _whole(access.visible_to(user)).order_by("-answered_at", "-id")


def outcomes() -> list[Outcome]:
    """The results that something may serve."""
    return list(services.active_outcomes())


def measures_for(user: User, service_id: int | None = None) -> list[tuple[int, str]]:
    """(id, words) of measures at work in which it could be seen; those of its service first."""
    rows = kpis.all_kpis(user).filter(state="ACTIVE")
    found = [(row.service_id != service_id, row.pk, f"{MEASURES[row.measure].name}, {row.service.name}") for row in rows]  # fmt: skip
    return [(pk, words) for _, pk, words in sorted(found, key=lambda one: (one[0], one[2]))]


def may_be_seen_in(user: User, kpi_id: int) -> bool:
    return metrics.kpis_visible_to(user).filter(pk=kpi_id).exclude(state="RETIRED").exists()


def is_voted_on(kind: str, subject_id: int, version: int) -> bool:
    """Did somebody vote on this version?"""
    votes = Vote.objects.filter(version=version, seat__step__approval__kind=kind)
    return votes.filter(seat__step__approval__subject_id=subject_id).exists()


def refused_by(kind: str = "") -> list[dict[str, Any]]:
    """How often each principle spoke against something in the last 90 days: named in a vote against, or answered no. Two statements."""
    since = timezone.now() - LOOKED_BACK
    votes = Vote.objects.filter(choice=Vote.Choice.REJECT, cast_at__gte=since).exclude(principle="")
    said = PrincipleAnswer.objects.filter(answer=rules.NO, check_of__answered_at__gte=since)
    if kind:
        votes = votes.filter(seat__step__approval__kind=kind)
        said = said.filter(check_of__kind=kind)
    refused = Counter(dict(votes.order_by().values_list("principle").annotate(n=Count("id"))))
    checks = said.order_by().values("principle").annotate(n=Count("check_of", distinct=True))
    noes = Counter({row["principle"]: row["n"] for row in checks})
    rows = [
        {"principle": one, "refused": refused[one.key], "noes": noes[one.key], "n": refused[one.key] + noes[one.key]}
        for one in rules.SEVEN
    ]  # fmt: skip
    return sorted((row for row in rows if row["n"]), key=lambda row: (-row["n"], -row["refused"]))


def kinds() -> list[tuple[str, str]]:
    """What checks are about, for a filter."""
    return [*((one.kind, one.words) for one in access.SUBJECTS.values()), *rules.STANDALONE.items()]


def outcome_ids_of(service_id: int | None) -> list[int]:
    """The outcomes that a service carries."""
    return services.outcome_ids_of(service_id) if service_id is not None else []


@dataclass(frozen=True)
class About:
    """What a check is about, as its page names it."""

    kind: str
    words: str
    title: str
    ref: str
    back: str  # the address of its own page; empty where it stands alone
    record: Any
    version: int
    service_id: int | None
    may_answer: bool
    check: PrincipleCheck | None

    @property
    def key(self) -> str:
        """How its check is addressed."""
        return self.ref or (str(self.check.pk) if self.check else "")


def about(user: User, kind: str, key: str) -> About:
    """What this address means to this person. Raises Http404 where there is nothing, or nothing they see."""
    subject = access.SUBJECTS.get(kind)
    if subject is not None:
        record = get_or_404(user, "view", subject.rows(user), ref=key)
        version = subject.version(record)
        return About(
            kind, subject.words, subject.title(record), record.ref, subject.address(record), record, version,
            getattr(record, "service_id", None), access.may_answer(user, subject, record), check_of(kind, record.pk, version),
        )  # fmt: skip
    if kind not in rules.STANDALONE or not (key.isascii() and key.isdigit() and len(key) < 10):
        raise Http404
    check = get_or_404(user, "view", whole(user), pk=int(key), kind=kind, subject_id=None)
    words = rules.STANDALONE[kind]
    return About(kind, words, check.title, "", "", None, 1, None, access.may(user, access.ANSWER, check), check)  # fmt: skip


def shown_of(found: About, *, with_demand: bool = False) -> Shown:
    """The check for its page; with what its right demands where that is asked for."""
    asked, lacking = standing(found.kind, found.record.pk) if with_demand and found.record else ((), [])  # fmt: skip
    return shown(found.check, found.kind, found.version, asked, lacking)


def people_of(check: PrincipleCheck) -> list[str]:
    """Who takes part, by name."""
    rows = User.objects.filter(pk__in=check.people).order_by("name", "id")
    return list(rows.values_list("name", flat=True))


def as_text(found: About, shown: Shown) -> str:
    """A check as Markdown, for minutes and mail; what people wrote stays on one line."""
    check = shown.check
    lines = [f"# Principle check: {found.title}", "", f"{found.words}{' ' + found.ref if found.ref else ''}, version {found.version}", ""]  # fmt: skip
    if check is None:
        return "\n".join([*lines, "Nothing is answered yet.", ""])
    lines += ["## Focus on value", ""]
    if check.outcome:
        lines += [f"Outcome: {check.outcome.name}. {check.outcome.statement}", ""]
    seen = "; ".join(filter(None, [shown.measure, check.seen_in]))
    lines += [f"Seen in: {seen}", ""] if seen else []
    lines += [_line(row.question, row.get_answer_display(), row.because) for row in shown.criteria]
    lines += ["", "## The others", ""]
    lines += [_line(row.principle.name, row.says or "not answered", row.because) for row in shown.others]  # fmt: skip
    who = f"Answered by {check.answered_by.name}, " if check.answered_by else "Answered "
    return "\n".join([*lines, "", f"{who}{timezone.localtime(check.answered_at):%d %b %Y}", ""])


def _line(words: str, answer: str, because: str) -> str:
    return f"- {words} **{answer}**{', ' + because if because else ''}"
