"""The four review questions, answered from data that all who work here may see: value, constraints, flow, what comes next."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import timedelta
from statistics import median
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone

from governance.models import Step
from governance.queries.open import onlooker
from governance.queries.rights import overdesigned
from governance.rules import agenda as rules
from improvement import queries as improvement
from metrics import access as metrics_access
from metrics import queries as metrics
from metrics import rules as measures
from practices.desk import states
from valuechain import queries as valuechain

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from governance.models import Board
    from svs.accounts.models import User

DAYS = timedelta(days=90)
ENOUGH = 3  # approvals, before their median says anything
NOT_KNOWN = "Not enough data yet"


@dataclass(frozen=True)
class Answer:
    """A question and what the data say to it: a few words, a figure, a line that goes on, and where to look closer."""

    question: str
    words: str
    figure: str = ""
    tone: str = ""  # bad, wait or nothing
    more: str = ""
    url: str = ""


def four(board: Board, now: datetime) -> list[Answer]:
    """The answers as they are now. Statements: constant; the scans behind them are those of the pages they lead to."""
    reader = onlooker()
    span = valuechain.period(reader)
    return [_value(reader), _constraints(reader, board, span, now), _flow(reader, span), _next(reader, board, now)]  # fmt: skip


def as_data(answers: list[Answer], now: datetime | None = None) -> dict[str, Any]:
    """The answers as they are kept with a meeting."""
    return {"at": (now or timezone.now()).isoformat(), "answers": [asdict(one) for one in answers]}


def kept(data: Mapping[str, Any]) -> list[Answer]:
    """The answers that were kept."""
    return [Answer(**one) for one in data.get("answers", [])]


def _value(reader: User) -> Answer:
    asked = "Are we getting the intended value?"
    found = metrics.value(reader)
    url, shown = reverse("metrics:value"), [one for one in found.outcomes if one.shown is not None]
    worst = metrics.worst([one.shown for one in shown if one.shown])
    if worst is None or worst.state == measures.UNKNOWN:
        return Answer(asked, NOT_KNOWN, more="No outcome has a measure with enough cases.", url=url)
    outcome = next(one.outcome for one in shown if one.shown is worst)
    missed = sum(one.state == measures.MISSED for one in shown)
    figure = f"{_brief(worst.value, worst.measure.unit)} of {measures.short(worst.measure, worst.target)}"  # fmt: skip
    if worst.state == measures.MISSED:
        others = len(found.outcomes) - missed
        rest = f"{rules.things(others, 'other outcome holds', 'other outcomes hold')} or cannot tell yet" if others else "no outcome holds"  # fmt: skip
        return Answer(asked, outcome.name, figure, "bad", f"{worst.measure.name}, {worst.kpi.service.name}; {rest}", url)  # fmt: skip
    return Answer(asked, "Yes, every outcome that can tell holds", figure, "", f"nearest to its promise: {worst.measure.name.lower()}, {worst.kpi.service.name}", url)  # fmt: skip


def _brief(value: float | None, unit: str) -> str:
    """A figure in one unit: 21 h, 84 %."""
    if value is not None and unit == "seconds" and value >= 7200:
        return f"{round(value / 3600)} h" if value < 96 * 3600 else f"{round(value / 86_400)} d"
    return measures.words_for(value, unit)


def _constraints(reader: User, board: Board, span: tuple[date, date] | None, now: datetime) -> Answer:  # fmt: skip
    asked, url = "Where are the constraints?", reverse("valuechain:streams")
    waits = valuechain.waits(reader, *span) if span else []
    here = _own_wait(board, now)
    own = f"an approval here takes {rules.hmm(here[0])} (median of {here[1]})" if here else "too few approvals yet to say how long one takes here"  # fmt: skip
    total = sum(seconds for _, seconds in waits)
    if not total:
        return Answer(asked, "This board" if here else NOT_KNOWN, rules.hmm(here[0]) if here else "", "wait" if here else "", own, url)  # fmt: skip
    cause, seconds = waits[0]
    share = f"{round(100 * seconds / total)} % of all wait"
    if cause == "approval" and here:
        return Answer(asked, "Approvals, such as ours", f"{rules.hmm(here[0])} wait", "wait", f"median per approval here; approvals are {share}", url)  # fmt: skip
    said = "Work lies in queues" if cause == states.QUEUE else f"Waiting for: {states.CAUSES.get(cause, cause).lower()}"  # fmt: skip
    return Answer(asked, said, share, "wait", own, url)


def _own_wait(board: Board, now: datetime) -> tuple[float, int] | None:
    """How long this board takes for an approval, half of them longer; None where there are too few."""
    rows = Step.objects.filter(board=board, decided_at__gt=now - DAYS, opened_at__isnull=False).values_list("opened_at", "decided_at")  # fmt: skip
    spans = rows.order_by("-decided_at")[:1000]
    took = [(until - since).total_seconds() for since, until in spans if until and since]
    return (median(took), len(took)) if len(took) >= ENOUGH else None


def _flow(reader: User, span: tuple[date, date] | None) -> Answer:
    asked, url = "What is slowing flow?", reverse("valuechain:back_and_forth")
    pairs = valuechain.ping_pong_pairs(reader, *span, limit=1) if span else []
    if not pairs:
        return Answer(asked, "Nothing goes back and forth" if span else NOT_KNOWN, url=url)
    pair = pairs[0]
    return Answer(asked, "Two teams pass it back", f"{pair.cases} cases", "", f"{pair.home} and {pair.away}, {pair.service or 'no service'}", url)  # fmt: skip


def _next(reader: User, board: Board, now: datetime) -> Answer:
    asked = "What must change next?"
    useless = overdesigned()
    if useless:
        right, use = useless[0]
        words = "One right is overdesigned" if len(useless) == 1 else rules.capital(f"{rules.number(len(useless))} rights are overdesigned")  # fmt: skip
        return Answer(asked, words, right.ref, "", f"{use.n} approvals in 90 days changed nothing", reverse("governance:rights"))  # fmt: skip
    late = list(improvement.overdue_verdicts(reader)[:100])
    signals = metrics.open_signals(metrics_access.signals_visible_to(reader)).filter(due_at__lt=now)
    silent = list(signals[:100])
    if silent:
        first = silent[0]
        name = measures.MEASURES[first.kpi.measure].name.lower()
        words = "A signal is not answered" if len(silent) == 1 else f"{rules.capital(rules.things(len(silent), '', 'signals'))} are not answered"  # fmt: skip
        verdicts = (
            f"; {rules.things(len(late), 'verdict is', 'verdicts are')} overdue" if late else ""
        )
        return Answer(asked, words, first.kpi.ref, "", f"{first.kpi.service.name}: {name}, due {timezone.localdate(first.due_at):%-d %b}{verdicts}", reverse("metrics:signals"))  # fmt: skip
    if late:
        trial = late[0]
        said = rules.capital(f"{rules.things(len(late), 'verdict is', 'verdicts are')} overdue")
        return Answer(asked, said, trial.improvement.ref, "", trial.improvement.issue[:120], reverse("improvement:register"))  # fmt: skip
    return Answer(asked, "Nothing is overdue", "", "", "every signal is answered, every trial has its verdict", reverse("improvement:register"))  # fmt: skip
