"""Recompute clocks from the lives of their tickets and hold them against the live ones: they must be equal, to the second."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from practices.desk.models import Clock, Stretch
from practices.desk.operations.clocks import STANDS
from practices.service_level import queries as service_levels
from practices.service_level import rules
from practices.service_level.queries import Kept, Named
from practices.service_level.states import RESOLUTION
from svs.events import jobs
from svs.events.models import Job

CHECK, CHUNK, NAMED = "desk.check_clocks", 300, 20
LOOKS_BACK = timedelta(days=2)  # what was over before was checked before

Span = tuple[datetime, datetime]


def ask_for_check() -> Job:
    """Have every clock checked that runs, stands, or was over lately."""
    since = timezone.now() - LOOKS_BACK
    return jobs.start(CHECK, total=_concerned(since).count(), since=since.isoformat())


def check_chunk(job: Job) -> bool:
    """Check the next clocks; True when all are done. Nothing is changed: what differs is named."""
    since = datetime.fromisoformat(job.args["since"])
    rows = _concerned(since).filter(pk__gt=job.cursor.get("after", 0)).select_related("ticket", "target").order_by("pk")  # fmt: skip
    clocks = list(rows[:CHUNK])
    wrong = differing(clocks)
    found = job.result.get("clocks", [])
    job.result = {
        "checked": job.result.get("checked", 0) + len(clocks), "differ": job.result.get("differ", 0) + len(wrong),
        "clocks": [*found, *wrong][:NAMED],
    }  # fmt: skip
    job.done += len(clocks)
    job.cursor = {"after": clocks[-1].pk if clocks else job.cursor.get("after", 0)}
    return len(clocks) < CHUNK


def says(job: Job) -> str:
    """What a check found, in words."""
    checked, differ = job.result.get("checked", 0), job.result.get("differ", 0)
    refs = ", ".join(f"{row['ref']} ({row['what']})" for row in job.result.get("clocks", [])[:5])
    return f"{checked} clocks checked, {differ} differ" + (f": {refs}" if refs else "")


def differing(clocks: list[Clock]) -> list[dict[str, Any]]:
    """Those whose recomputation differs from what they show, each with what differs; four statements."""
    lives: dict[int, list[Any]] = {}
    rows: Any = Stretch.objects.filter(ticket__in={clock.ticket_id for clock in clocks}).order_by(
        "during"
    )
    for ticket, during, phase in rows.values_list("ticket_id", "during", "phase"):
        lives.setdefault(ticket, []).append((during.lower, during.upper, phase))
    known = service_levels.promises()
    kept = {_kept(run) for clock in clocks for run in clock.runs}
    named = service_levels.kept_hours(kept) if kept else {}
    found = []
    for clock in clocks:
        what = _differs(clock, lives.get(clock.ticket_id, []), named, known.hours_of(clock.ticket.service_id))  # fmt: skip
        if what:
            found.append({"clock": clock.pk, "ref": clock.ticket.ref, "what": what})
    return found


def _concerned(since: datetime) -> Any:
    return Clock.objects.filter(Q(stopped_at__isnull=True) | Q(stopped_at__gt=since))


def _kept(run: list[Any]) -> Kept:
    return Kept(run[2], run[3])


def _differs(clock: Clock, life: list[Any], named: dict[Kept, Named], hours: rules.Hours) -> str:
    """What differs: the runs from the life, their seconds, the sum, the promise, or when it falls due."""
    ran = [(datetime.fromisoformat(run[0]), datetime.fromisoformat(run[1])) for run in clock.runs]
    if clock.running_since is not None:
        ran.append((clock.running_since, timezone.now()))
    if not clock.runs and clock.used_seconds:
        return ""  # from before runs were kept
    if _joined(ran) != _joined(_lived(clock, life)):
        return "runs"
    counted = [
        rules.seconds_between(named[_kept(run)].hours, since, until)
        for run, (since, until) in zip(clock.runs, ran, strict=False)
    ]
    if any(abs(seconds - run[4]) >= 0.5 for seconds, run in zip(counted, clock.runs, strict=True)):
        return "hours"
    if abs(sum(counted) - clock.used_seconds) >= 0.5:
        return "sum"
    if clock.target is not None and clock.target.seconds != clock.target_seconds:
        return "promise"
    return "" if _falls_due(clock, hours) else "due"


def _falls_due(clock: Clock, hours: rules.Hours) -> bool:
    shown = clock.ticket.due_at if clock.measure == RESOLUTION else clock.ticket.response_due_at
    if clock.stopped_at is not None:
        return True
    since = clock.running_since or clock.paused_at or clock.started_at
    due = rules.add_seconds(hours, since, clock.target_seconds - clock.used_seconds)
    if due is None or clock.due_at is None:
        return due == clock.due_at == shown
    return abs((due - clock.due_at).total_seconds()) < 1 and shown == clock.due_at


def _lived(clock: Clock, life: list[Any]) -> list[Span]:
    """When it should have run, from the stretches of its ticket."""
    end = clock.stopped_at or timezone.now()
    return [
        (since, min(until or end, end))
        for since, until, phase in life
        if phase not in STANDS[clock.measure] and since < end
    ]


def _joined(spans: list[Span]) -> list[Span]:
    """Spans that touch as one, to the second; those that last no time are none."""
    found: list[Span] = []
    for since, until in sorted(spans):
        if (until - since).total_seconds() < 1:
            continue
        since, until = since.replace(microsecond=0), until.replace(microsecond=0)
        if found and abs((since - found[-1][1]).total_seconds()) <= 1:
            found[-1] = (found[-1][0], until)
        else:
            found.append((since, until))
    return found
