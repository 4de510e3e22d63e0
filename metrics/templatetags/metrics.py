"""Parts of the measure pages. They take plain values."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from metrics import queries, rules
from metrics.models import Signal
from metrics.queries import Standing, Value
from svs.web.templatetags.svs import icon

register = template.Library()
_KEEPS = {
    rules.KEPT: ("is-kept", "check", "Kept"),
    rules.AT_RISK: ("is-risk", "clock", "At risk"),
    rules.MISSED: ("is-missed", "alert-triangle", "Missed"),
    rules.UNKNOWN: ("is-open", "circle-dashed", "Cannot tell yet"),
}
_REACHED = {
    rules.KEPT: ("sla is-met says", "check", "Reached"),
    rules.AT_RISK: ("sla is-risk says", "clock", "At risk"),
    rules.MISSED: ("sla is-breached says", "alert-triangle", "Not reached"),
    rules.UNKNOWN: ("keeps is-open push", "circle-dashed", "Too early to tell"),
}
_DELIVERS = {
    rules.KEPT: "Delivering",
    rules.AT_RISK: "At risk",
    rules.MISSED: "Not delivering",
    rules.UNKNOWN: "Too early to say",
}


@register.filter
def said(value: float | None, measure: rules.Measure) -> str:
    """A number of a measure as people say it: 52 min, 82 %."""
    return rules.words_for(value, measure.unit)


@register.filter
def exactly(value: float | None, measure: rules.Measure) -> str:
    """A promised number to its last digit."""
    return rules.short(measure, value)


@register.filter
def promised(value: float | None, measure: rules.Measure) -> str:
    """A promise as it was made: 60 min or less, 90 % or more."""
    return rules.promise_words(measure, value)


@register.filter
def cases(n: int, measure: rules.Measure | None = None) -> str:
    """How many cases, in the measure's own word."""
    return rules.cases(n, measure)


@register.filter
def between(standing: Standing) -> str:
    """What a share rests on: of 61 answers, between 71 and 90 %."""
    return rules.says_interval(standing.measure, standing.figure.n, standing.interval)


@register.filter
def span(interval: tuple[float, float] | None) -> str:
    """An interval of shares, short."""
    return f"{interval[0] * 100:.0f} to {interval[1] * 100:.0f} %" if interval else "–"


@register.filter
def kept_together(words: str) -> str:
    """A sentence in which no figure is parted from its per cent sign."""
    return words.replace(" %", "\u00a0%")


@register.filter
def waited(signal: Signal) -> int:
    """For how many days it has waited."""
    return queries.age(signal)


@register.simple_tag
def keeps(state: str, words: str = "") -> SafeString:
    """Kept, at risk, missed, or cannot tell yet: a sign and a word, never colour alone."""
    return _sign(_KEEPS, state, words)


@register.simple_tag
def reached(state: str) -> SafeString:
    """Whether an outcome is reached: a sign and a word."""
    return _sign(_REACHED, state)


@register.simple_tag
def delivers(state: str) -> SafeString:
    """Whether a service delivers: a sign and a word."""
    return _sign(_KEEPS, state, _DELIVERS[state])


def _sign(signs: dict[str, tuple[str, str, str]], state: str, words: str = "") -> SafeString:
    role, sign, word = signs[state]
    role = role if " " in role else f"keeps {role}"
    return format_html('<span class="{}">{}{}</span>', role, icon(sign, "icon-s"), words or word)


@register.simple_tag
def week_rows(standing: Standing) -> SafeString:
    """The rows of the table behind a trend; formatted here, for a page has many. Each week beside the promise it was judged by."""
    measure, judged = standing.measure, {state: keeps(state) for state in _KEEPS}
    return format_html_join(
        "",
        '<tr><td class="ref">{}</td><td class="num">{}</td><td class="num">{}</td><td class="num">{}</td><td class="num">{}</td><td>{}</td></tr>',
        (
            (
                f"{week.monday.day} {week.monday:%b %Y}", said(week.value, measure), week.figure.n,
                *_spread(week, measure),
                judged[week.state] if week.value is not None and week.promise else "–",
            )
            for week in standing.weeks
        ),
    )  # fmt: skip


def _spread(week: queries.Week, measure: rules.Measure) -> tuple[str, str]:
    if measure.is_time:
        return rules.words_for(week.figure.median), rules.words_for(week.figure.p90)
    return span(rules.interval(measure, week.figure)), rules.short(measure, week.promise.value if week.promise else None)  # fmt: skip


@register.simple_tag
def trend_rows(standings: list[Standing]) -> SafeString:
    """The table behind all trends of a page: a row a week, a column a measure."""
    if not standings:
        return SafeString("")
    rows = []
    for n, week in enumerate(standings[0].weeks):
        told = "".join(f'<td class="num">{said(s.weeks[n].value, s.measure)}</td>' for s in standings)  # fmt: skip
        rows.append(f'<tr><td class="ref">{week.monday.day} {week.monday:%b %Y}</td>{told}</tr>')
    return SafeString("".join(rows))  # figures and dates of ours only


@register.simple_tag
def value_rows(value: Value) -> SafeString:
    """The table behind the trends of the outcomes: a row a week, a column an outcome with a measure."""
    rows = []
    for row in queries.value_rows(value):
        told = "".join(f'<td class="num">{said(week.value if week else None, s.measure)}</td>' for s, week in row["cells"])  # fmt: skip
        rows.append(f'<tr><td class="ref">{row["monday"].day} {row["monday"]:%b %Y}</td>{told}</tr>')  # fmt: skip
    return SafeString("".join(rows))  # figures and dates of ours only


@register.simple_tag
def measure(key: str) -> rules.Measure:
    """A measure of the catalogue by its key."""
    return rules.MEASURES[key]
