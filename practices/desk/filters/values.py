"""What a value of a filter may be: one of a few words, an id, a moment."""

import re
from collections.abc import Callable, Container
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from practices.desk.filters.grammar import LONGEST, Misfit

_AGO = re.compile(r"\A([0-9]{1,4})([hd])\Z")
_ID = re.compile(r"[1-9][0-9]{0,8}")
_EARLIEST, _LATEST = datetime(1970, 1, 2, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
MOMENT = "A day (2026-03-02), a moment with its offset, or how long ago (7d, 12h)."


def one_of(known: Callable[[], Container[str]]) -> Callable[[str], str]:
    """One of the words that are known at this moment."""

    def clean(value: str) -> str:
        if value not in known():
            raise Misfit(f"“{value[:40]}” is none of the values that are offered.")
        return value

    return clean


def id_or(*words: str) -> Callable[[str], int | str]:
    """The id of a record, or one of these words."""

    def clean(value: str) -> int | str:
        if value in words:
            return value
        if _ID.fullmatch(value):
            return int(value)
        return _refuse(value, words)

    return clean


def person_or(*words: str) -> Callable[[str], int | str]:
    """The id or e-mail address of a person, or one of these words."""

    def clean(value: str) -> int | str:
        if re.fullmatch(r"[^@\s]{1,64}@[^@\s]{1,120}", value):
            return value.lower()
        return id_or(*words)(value)

    return clean


def _refuse(value: str, words: tuple[str, ...]) -> int:
    also = "".join(f", or “{word}”" for word in words)
    raise Misfit(f"“{value[:40]}” is no id{also}.")


def priority(value: str) -> int:
    number = value.upper().removeprefix("P")
    if number not in ("1", "2", "3", "4"):
        raise Misfit(f"“{value[:40]}” is no priority: 1 to 4.")
    return int(number)


def text(value: str) -> str:
    if not value.strip() or len(value) > LONGEST or not value.isprintable():
        raise Misfit(f"A word of at most {LONGEST} characters.")
    return value.strip()


def moment(value: str) -> datetime | timedelta:
    """A day, a moment with its offset, or how long ago; a day begins in the organisation's zone."""
    ago = _AGO.match(value)
    if ago:
        return timedelta(**{{"h": "hours", "d": "days"}[ago[2]]: int(ago[1])})
    try:
        day: Any = parse_date(value)
        found = day and datetime.combine(day, time(), ZoneInfo(settings.SVS_TIME_ZONE))
        found = found or parse_datetime(value)
        if found is None or timezone.is_naive(found) or not _EARLIEST <= found <= _LATEST:
            raise Misfit(MOMENT)
    except (ValueError, OverflowError):
        raise Misfit(MOMENT) from None
    return found


def at(value: datetime | timedelta, now: datetime) -> datetime:
    """The moment that is meant, now."""
    return now - value if isinstance(value, timedelta) else value


def schema_of(*words: str) -> dict[str, Any]:
    """How `id_or` reads in the document of the API."""
    return {"type": "string", "pattern": f"^({'|'.join((*words, '[1-9][0-9]{0,8}'))})$"}


def in_words(value: str) -> str:
    """How a moment reads on a chip."""
    ago = _AGO.match(value)
    if ago:
        unit = {"h": "hours", "d": "days"}[ago[2]]
        return f"{ago[1]} {unit if ago[1] != '1' else unit[:-1]} ago"
    try:
        found: date | None = parse_date(value) or parse_datetime(value)
    except ValueError:
        found = None
    return f"{found.day} {found:%b %Y}" if found else value
