"""How events of hours and promises read in a timeline."""

from svs.extensions import sentence

sentence("calendar.created", "added a calendar")
sentence("calendar.changed", "changed a calendar")
sentence("holiday.added", "added the holiday of {day}")
sentence("holiday.removed", "removed the holiday of {day}")
sentence("holidays.imported", "imported {added} public holidays of {country}")
sentence("hours.agreed", "agreed on other hours")
sentence("target.set", "promised a {measure} time for priority {priority}")
sentence("target.withdrawn", "withdrew the {measure} time for priority {priority}")
sentence(
    "target.escalation_set",
    "said who is told when the {measure} time for priority {priority} is broken",
)
