"""Policy values of the desk."""

from svs.knobs.registry import declare

REMINDER_DAYS = declare(
    "desk.survey_reminder_days",
    "Days after which the requester is reminded once to say how it went",
    3,
    "A whole number from 1 to 29; the question stands for 30 days.",
    lambda value: isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 29,
)
