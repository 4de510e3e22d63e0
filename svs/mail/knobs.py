"""Policy values of mail."""

from svs.knobs.registry import declare


def _days(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 3650


ORIGINAL_DAYS = declare(
    "mail.original_days",
    "Days for which the original of a mail on a ticket is kept",
    730,
    "A whole number of days from 1 to 3650; what it became stays.",
    _days,
)
DELETED_DAYS = declare(
    "mail.deleted_days",
    "Days for which deleted, dropped and noted mail is kept",
    30,
    "A whole number of days from 1 to 3650.",
    _days,
)
FLOOD = declare(
    "mail.flood_per_hour",
    "Mails an hour from one sender whom nothing proves, before the rest goes into quarantine",
    10,
    "A whole number from 1 to 1000.",
    lambda value: isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 1000,
)
