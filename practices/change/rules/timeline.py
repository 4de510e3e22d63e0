"""A few days of changes by service and by who makes them, on one axis. In plain Python."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from practices.change.rules.conflicts import Frozen, overlap
from practices.change.rules.lanes import LETTER, Axis, Lane, Shape, shortened
from practices.change.rules.month import APPROVED, PROPOSED, Entry
from practices.change.rules.windows import Span, Weekly, joined, opened

MOST_SERVICES, MOST_PEOPLE = 8, 6
CLASSES = {PROPOSED: "b-prop", APPROVED: "b-appr"}
LEAST = 0.6  # per cent: a bar that short is still seen


def timeline_of(
    entries: Sequence[Entry], freezes: Sequence[Frozen], broken: Mapping[int, Frozen], weekly: Sequence[Weekly],
    services: Mapping[int, tuple[str, int]], axis: Axis
) -> list[Lane]:  # fmt: skip
    """A lane for each service with something in these days, the most critical first, then one for each who makes something."""
    by_service: dict[int, list[Entry]] = {}
    by_person: dict[tuple[str, int], list[Entry]] = {}
    for entry in entries:
        if entry.service_id is not None and entry.service_id in services:
            by_service.setdefault(entry.service_id, []).append(entry)
        if entry.assignee_id and entry.is_planned:
            by_person.setdefault((entry.assignee, entry.assignee_id), []).append(entry)
    windows: dict[int, list[Weekly]] = {}
    for one in weekly:
        windows.setdefault(one.service_id, []).append(one)
    order = sorted(by_service, key=lambda pk: (services[pk][1], services[pk][0], pk))
    lanes = [
        _service(services[pk], by_service[pk], freezes, broken, pk, windows.get(pk, []), axis)
        for pk in order[:MOST_SERVICES]
    ]
    busiest = sorted(by_person.items(), key=lambda one: (-len(one[1]), one[0]))
    return [*lanes, *(_person(name, mine, axis) for (name, _), mine in busiest[:MOST_PEOPLE])]


def _service(
    service: tuple[str, int], entries: Sequence[Entry], freezes: Sequence[Frozen], broken: Mapping[int, Frozen], pk: int, weekly: Sequence[Weekly], axis: Axis
) -> Lane:  # fmt: skip
    held = [f for f in freezes if f.holds(frozenset({pk})) and overlap((f.since, f.until), axis.span)]  # fmt: skip
    shapes = [_shape("fz", (f.since, f.until), axis, y=0, h=40) for f in held]
    shapes += [_shape("win", span, axis, y=28, h=3) for span in opened(weekly, *axis.span)]
    for n, entry in enumerate(entries):
        after = axis.at(entries[n + 1].since) if n + 1 < len(entries) else 100.0
        shapes.append(_entry(entry, after, entry.ticket_id in broken, axis))
    shapes += _clashes([(e.since, e.until) for e in entries if e.is_planned], axis)
    return Lane(service[0], f"tier {service[1]}", _said(entries), shapes, [(f"{e.ref} {e.title}", e.since, e.until) for e in entries])  # fmt: skip


def _person(name: str, entries: Sequence[Entry], axis: Axis) -> Lane:
    spans = [(e.since, e.until) for e in entries]
    shapes = [_shape("b-past", span, axis, y=7, h=16) for span in joined(spans)]
    return Lane(name, f"makes {len(entries)}", _said(entries), [*shapes, *_clashes(spans, axis)], [(e.ref, e.since, e.until) for e in entries])  # fmt: skip


def _entry(entry: Entry, after: float, is_broken: bool, axis: Axis) -> Shape:
    """A bar, with as much of its name beside it as there is room for."""
    since, until = axis.at(entry.since), axis.at(entry.until)
    width = max(LEAST, round(until - since, 2))
    whole = f"{entry.ref} in the freeze" if is_broken else f"{entry.ref} {entry.title}"
    room, css = after - since - width - 2, "bad" if is_broken else ""
    text = shortened(whole, room)
    end = not text and since >= len(entry.ref) * LETTER + 2 and after >= 99
    return Shape(
        CLASSES.get(entry.css, "b-past"), since, width, y=7, h=16, text=entry.ref if end else text, text_css=css, end=end,
        url=f"/changes/{entry.ref}/", name=f"{whole}, {entry.words}",
    )  # fmt: skip


def _shape(css: str, span: Span, axis: Axis, *, y: float, h: float) -> Shape:
    since, until = axis.at(span[0]), axis.at(span[1])
    return Shape(css, since, max(0.2, round(until - since, 2)), y=y, h=h)


def _clashes(spans: Sequence[Span], axis: Axis) -> list[Shape]:
    """Where two of these lie on each other."""
    hit: list[tuple[datetime, datetime]] = []
    latest: Span | None = None
    for span in sorted(spans):
        both = overlap(latest, span) if latest else None
        if both:
            hit.append(both)
        latest = span if latest is None or span[1] > latest[1] else latest
    return [_shape("clash", span, axis, y=4, h=22) for span in joined(hit)]


def _said(entries: Iterable[Entry]) -> str:
    found = list(entries)
    return "; ".join(f"{e.ref}, {e.words}" for e in found[:10]) or "nothing"
