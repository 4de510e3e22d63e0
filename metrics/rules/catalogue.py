"""The catalogue of measures: what each says, how it is worked out, what it leaves out, and what makes it be counted anew."""

from dataclasses import dataclass

SECONDS, SHARE = "seconds", "share"
LESS, MORE = "less", "more"
FAMILIES = ("Speed", "Quality", "Stability", "Experience", "Efficiency")


@dataclass(frozen=True)
class Measure:
    """What is measured and how. `statistic` says which number of a period is the measure's."""

    key: str
    name: str
    family: str
    unit: str  # seconds or share
    better: str  # less or more
    statistic: str  # mean or median of durations; share of cases; ratio of two sums
    says: str
    formula: str
    source: str  # where cells are counted from: resolution, response, survey, open, outage; "" nothing yet
    source_words: str
    left_out: str
    counted: str  # what makes a day be counted anew
    kinds: tuple[str, ...] | None = None  # kinds of ticket counted; None: all
    enough: int = 5  # fewer cases than this say nothing
    case: tuple[str, str] = ("case", "cases")
    is_stock: bool = False  # a level at the end of a day, not what happened on it
    closes: bool = False  # a day's number is frozen when the day is over
    is_sampled: bool = False  # those who answer stand for those who do not
    empty: str = "Nothing has been counted for this service yet."

    @property
    def is_time(self) -> bool:
        return self.unit == SECONDS


_BY_DAY = "The day is that of the moment counted, in the organisation's time zone; the team the one that held the ticket then."
_RESOLVED = "A ticket is resolved, closed, reopened, moved to another service or imported."
_MEASURES = (
    Measure(
        "lead-time", "Lead time", "Speed", SECONDS, LESS, "median",
        "How long demand takes to become value: from logged to delivered, for incidents and requests. Half take longer.",
        "median of (delivered − logged)",
        "resolution", f"Tickets and their stretches. {_BY_DAY}",
        "Tickets still open, and those without a service. Delivered is the last time it was resolved: reopening takes it back.",
        _RESOLVED,
    ),
    Measure(
        "response-time", "Response time", "Speed", SECONDS, LESS, "median",
        "How long people wait for the first word from us, in the service's own hours. Half wait longer.",
        "median of (first public reply − logged), in agreed hours",
        "response", f"Tickets: the first reply of one of ours that its requester can read. {_BY_DAY}",
        "Tickets nobody has replied to yet, notes, replies by rules and by the requester, and tickets without a service.",
        "A ticket gets its first reply, moves to another service or is imported.",
    ),
    Measure(
        "change-success", "Change success rate", "Quality", SHARE, MORE, "share",
        "Of the changes made, the share that worked: no failure, nothing taken back, no incident of theirs.",
        "changes that worked ÷ changes made",
        "", "Changes, once they are enabled here.",
        "Changes not made yet, and those withdrawn.",
        "Nothing yet: there are no changes.",
        case=("change", "changes"), empty="No changes yet. A share of nothing is no number, so none is shown.",
    ),
    Measure(
        "right-first-time", "Right first time", "Quality", SHARE, MORE, "share",
        "Of the tickets delivered, the share that stayed delivered: never reopened.",
        "tickets never reopened ÷ tickets delivered",
        "resolution", f"Tickets and their stretches. {_BY_DAY}",
        "Tickets still open, and those without a service. A ticket reopened counts on the day it was delivered for good.",
        _RESOLVED, case=("ticket", "tickets"),
    ),
    Measure(
        "time-to-restore", "Mean time to restore", "Stability", SECONDS, LESS, "mean",
        "How long a service stays disturbed: from the moment an incident is logged until it is restored for good.",
        "sum of (restored − logged) ÷ incidents restored",
        "resolution", f"Incidents and their stretches. {_BY_DAY}",
        "Incidents still open, and those without a service. Waiting is part of it: the user waits too.",
        _RESOLVED, kinds=("incident",),
    ),
    Measure(
        "availability", "Availability", "Stability", SHARE, MORE, "ratio",
        "Of the hours agreed for the service, the share in which it could be used.",
        "(agreed hours − unplanned outages) ÷ agreed hours",
        "outage", "Outages, and the agreed hours of each day as they were when the day was closed. Outages that overlap count once.",
        "Planned outages: they are left out and listed. Time outside the agreed hours. A day without agreed hours has no value, "
        "and neither has a day that is not over.",
        "A day is over, or an outage is opened, changed or closed: all days it spans, and spanned before.",
        enough=0, case=("outage", "outages"), closes=True,
        empty="No day has been closed yet: the first number comes after midnight.",
    ),
    Measure(
        "satisfaction", "Satisfaction", "Experience", SHARE, MORE, "share",
        "Of those who answered how they were served, the share that said 4 or 5 of 5.",
        "answers of 4 or 5 ÷ answers",
        "survey", f"Surveys answered. {_BY_DAY}",
        "Surveys nobody answered, and tickets without a service. Those who answer stand for those who do not, so the interval is "
        "part of the number (Wilson, 95 %), and a promise counts as missed only when the whole interval misses it.",
        "A survey is answered, or its ticket moves to another service.",
        case=("answer", "answers"), is_sampled=True, empty="Nobody has answered a survey yet.",
    ),
    Measure(
        "first-contact", "Solved at first contact", "Efficiency", SHARE, MORE, "share",
        "Of the tickets delivered, the share solved by the first who took it, without a handover and without a wait.",
        "tickets with one team, one holder and no wait ÷ tickets delivered",
        "resolution", f"Tickets and their stretches: nobody ticks a box. {_BY_DAY}",
        "Tickets still open, and those without a service.",
        _RESOLVED, case=("ticket", "tickets"),
    ),
    Measure(
        "backlog-age", "Backlog age", "Efficiency", SECONDS, LESS, "median",
        "How old the open tickets are at the end of a day. Half are older.",
        "median of (end of day − logged) of the tickets open then",
        "open", "Tickets and their stretches, for the service each has now and the team that held it at the end of that day.",
        "Tickets without a service. A period shows the backlog of its last closed day; days are never added up.",
        "A day is over; a ticket that was open on a closed day is imported late or moves to another service.",
        enough=1, case=("open ticket", "open tickets"), is_stock=True, closes=True,
        empty="Nothing was open at the end of the last closed day, or no day has been closed yet.",
    ),
)  # fmt: skip
MEASURES = {measure.key: measure for measure in _MEASURES}


def measures_of(source: str) -> list[str]:
    """The keys of the measures that are counted from this source."""
    return [m.key for m in _MEASURES if m.source == source]
