"""The streams that are observed: which kind of ticket walks them, and how they are spoken of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Stream:
    """One stream. `done` is how its cases end, `many` what they are called."""

    kind: str
    slug: str
    title: str
    many: str
    done: str


STREAMS = {
    "incident": Stream("incident", "incidents", "Incident to resolution", "incidents", "restored"),
    "request": Stream("request", "requests", "Request to fulfilment", "requests", "done"),
}
