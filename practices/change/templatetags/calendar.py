"""The days of a month and the lanes of a timeline. A page has hundreds of entries, so they are put together here and not by a template."""

from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext

from svs.web.templatetags.svs import icon

register = template.Library()


@register.simple_tag
def month_days(days: Any, address: str) -> SafeString:
    """The cells of one week; `address` leads to a day's timeline."""
    words = {
        "freeze": gettext("In a freeze:"),
        "lock": icon("lock"),
        "sign": icon("alert-triangle", "icon-s"),
    }
    return mark_safe("".join(_day(day, f"{escape(address)}&amp;day={day.day:%Y-%m-%d}", words) for day in days))  # noqa: S308 -- words were escaped  # fmt: skip


def _day(day: Any, address: str, words: dict[str, Any]) -> str:
    names = " ".join(name for name, is_so in (("is-other", day.is_other), ("is-today", day.is_today)) if is_so)  # fmt: skip
    css = f' class="{names}"' if names else ""
    load, figure = "", ""
    if day.load is not None:
        said = ngettext("%d open incident", "%d open incidents", day.load) % day.load
        load = f'<svg class="load" role="img" aria-label="{said}" preserveAspectRatio="none" viewBox="0 0 10 50"><rect x="0" y="{day.top}" width="10" height="{day.high}"/></svg>'
        figure = f"<span>{day.load}</span>" if day.is_much else ""
    bars = "".join(_bar(bar, words) for bar in day.bars)
    entries = "".join(
        _entry(entry, hour, is_broken, words) for entry, hour, is_broken in day.entries
    )
    if day.more:
        more = ngettext("%d more", "%d more", day.more) % day.more
        entries += (
            f'<li class="cal-ev"><a href="{address}"><span class="cut muted">{more}</span></a></li>'
        )
    today = ' aria-current="date"' if day.is_today else ""
    listed = f"<ul>{entries}</ul>" if entries else ""
    return (
        f'<td{css}>{load}{bars}<div class="d"><b><a href="{address}"{today} aria-label="{day.day:%A} {day.day.day} {day.day:%B}">'
        f"{day.day.day}</a></b>{figure}</div>{listed}</td>"
    )


def _bar(bar: Any, words: dict[str, Any]) -> str:
    said = escape(bar.said)
    first = f'{words["lock"]}<span class="sr">{said}</span>' if bar.first else ""
    return f'<div class="fz-bar b-{bar.before} a-{bar.after}" title="{said}">{first}<span class="cut" aria-hidden="true">{escape(bar.words)}</span></div>'


def _entry(entry: Any, hour: str, is_broken: bool, words: dict[str, Any]) -> str:
    title = escape(entry.title)
    sign = f'{words["sign"]}<span class="sr">{words["freeze"]} </span>' if is_broken else ""
    return (
        f'<li class="cal-ev {entry.css}{" is-clash" if is_broken else ""}"><a href="/changes/{entry.ref}/" title="{entry.ref} {title}, {entry.words}"><i class="ek"></i>'
        f'<span class="cut">{sign}<time datetime="{entry.since.isoformat()}">{hour}</time> {title}<span class="sr">, {entry.words}</span></span></a></li>'
    )


@register.simple_tag
def lane_shapes(lane: Any, ticks: Any, now: float | None) -> SafeString:
    """One lane of the timeline: hours, bars that lead to their change, the line of now."""
    drawn = [f'<line class="hour{" is-day" if is_day else ""}" x1="{x}%" x2="{x}%" y1="0" y2="40"/>' for x, _, is_day in ticks]  # fmt: skip
    for s in lane.shapes:
        edge = ' rx="1"' if s.url else ""
        bar = f'<rect class="{s.css}" x="{s.x}%" y="{s.y}" width="{s.w}%" height="{s.h}"{edge}/>'
        if s.text:
            end = ' text-anchor="end"' if s.end else ""
            bar += f'<text class="{s.text_css}" x="{s.text_x}%" dx="{-6 if s.end else 6}" y="19"{end}>{escape(s.text)}</text>'
        drawn.append(f'<a href="{escape(s.url)}" aria-label="{escape(s.name)}">{bar}</a>' if s.url else bar)  # fmt: skip
    if now is not None:
        drawn.append(f'<line class="now" x1="{now}%" x2="{now}%" y1="0" y2="40"/>')
    return mark_safe("".join(drawn))  # noqa: S308 -- words were escaped, the rest are numbers


@register.simple_tag
def lane_rows(lanes: Any) -> SafeString:
    """The table behind the timeline."""
    return mark_safe("".join(  # noqa: S308 -- words were escaped
        f"<tr><td>{escape(lane.name)}</td><td>{escape(what)}</td><td class=\"nowrap\">{_moment(since)}</td><td class=\"nowrap\">{_moment(until)}</td></tr>"
        for lane in lanes for what, since, until in lane.rows
    ))  # fmt: skip


def _moment(at: Any) -> str:
    return f'<time datetime="{at.isoformat()}">{timezone.localtime(at):%a %d %b %Y %H:%M}</time>'
