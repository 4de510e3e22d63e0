"""Cases that go from one team to another and back: who plays them to and fro, how often, at what price."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

FEW = 3  # weeks on either side of a change before it counts as one


@dataclass(frozen=True)
class PingPong:
    """Two teams that hand the cases of a service to each other and back."""

    service_id: int | None
    service: str
    home_id: int  # has them back more often
    home: str
    away_id: int
    away: str
    cases: int  # that came back at least once
    returns: int
    seconds: float  # away, until they were back
    of: int  # restored cases of the service in these days
    weeks: tuple[int, ...]  # ways back by week, oldest first
    since: date | None  # the week in which it began; None where it was always so

    @property
    def share(self) -> float:
        """How many per cent of the service's cases."""
        return 100 * self.cases / self.of if self.of else 0.0


def began(weeks: Sequence[int], first: date) -> date | None:
    """The day of the week from which on it happens at least three times as often as before; None where there is none.

    `first` is the first day of the first week.
    """
    best, place = 0.0, None
    for n in range(FEW, len(weeks) - FEW + 1):
        before, after = sum(weeks[:n]) / n, sum(weeks[n:]) / (len(weeks) - n)
        if after >= 3 * before and after >= 1 and after - before > best:
            best, place = after - before, n
    return None if place is None else first + timedelta(weeks=place)
