"""From the rows of a case to its stretches."""

from dataclasses import dataclass
from datetime import datetime

from tests.oracle.log import Line

ENDED = ("RESOLVED", "CLOSED")


@dataclass(frozen=True)
class Stretch:
    since: datetime
    until: datetime | None
    state: str
    source_state: str
    cause: str
    team: str
    holder: str

    @property
    def seconds(self) -> float:
        return (self.until - self.since).total_seconds() if self.until else 0.0


@dataclass(frozen=True)
class Life:
    case: str
    service: str
    begins: datetime
    restored: datetime | None
    stretches: tuple[Stretch, ...]


def live(lines: list[Line]) -> Life:
    first, last = lines[0], lines[-1]
    opened = next((line.opened for line in lines if line.opened), None)
    begins = opened if opened and opened < first.at else first.at
    points: dict[datetime, tuple[str, str, str, str, str]] = {}
    if begins < first.at:
        points[begins] = ("NEW", "", "queue", "", "")
    for line in lines:  # a later row of the same instant takes the place of an earlier one
        points[line.at] = (line.state, line.source_state, line.cause, line.team, line.holder)
    stretches: list[Stretch] = []
    for at in sorted(points):
        said = points[at]
        if stretches and said == _said(stretches[-1]):
            continue
        if stretches:
            stretches[-1] = _ended(stretches[-1], at)
        stretches.append(Stretch(at, None, *said))
    return Life(first.case, last.service, begins, _restored(stretches), tuple(stretches))


def _said(s: Stretch) -> tuple[str, str, str, str, str]:
    return s.state, s.source_state, s.cause, s.team, s.holder


def _ended(s: Stretch, at: datetime) -> Stretch:
    return Stretch(s.since, at, *_said(s))


def _restored(stretches: list[Stretch]) -> datetime | None:
    found = None
    for stretch in stretches:
        if stretch.state not in ENDED:
            found = None
        elif found is None:
            found = stretch.since
    return found
