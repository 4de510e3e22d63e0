"""What this room can tell."""

from svs.events.registry import declare

declare("notices.chosen")
