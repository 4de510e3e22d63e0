"""Cases that go from one team to another and back: who plays them to and fro, how often, at what price."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import log

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
    weeks: tuple[int, ...]  # cases that came back by week, oldest first
    since: date | None  # the week in which it began; None where it was always so

    @property
    def share(self) -> float:
        """How many per cent of the service's cases."""
        return 100 * self.cases / self.of if self.of else 0.0


def began(weeks: Sequence[int], first: date) -> date | None:
    """The day of the week from which on it happens at least three times as often as before; None where there is none.

    Of all such weeks the likeliest, when each week's count is drawn from one mean before and another after (Poisson).
    `first` is the first day of the first week.
    """
    best, place = float("-inf"), None
    for n in range(FEW, len(weeks) - FEW + 1):
        before, after = sum(weeks[:n]), sum(weeks[n:])
        rest = len(weeks) - n
        likely = _log_likelihood(before, n) + _log_likelihood(after, rest)
        if after >= rest and after * n >= 3 * before * rest and likely > best:
            best, place = likely, n
    return None if place is None else first + timedelta(weeks=place)


def _log_likelihood(count: int, weeks: int) -> float:
    """Of so many in so many weeks under their mean, less what is the same for every split."""
    return count * log(count / weeks) if count else 0.0
