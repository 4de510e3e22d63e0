"""What the desk itself can tell; a practice's own events stand with the practice."""

from svs.events.registry import declare

declare("survey.asked", "survey.reminded", "survey.answered")
