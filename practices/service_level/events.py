"""What hours and promises can tell the rest of the house."""

from svs.events.registry import declare

# What moves the moment at which something that runs falls due.
OF_HOURS = (
    "calendar.created",
    "calendar.changed",
    "holiday.added",
    "holiday.removed",
    "holidays.imported",
    "hours.agreed",
)

declare(*OF_HOURS, "target.set", "target.withdrawn", "target.escalation_set")
