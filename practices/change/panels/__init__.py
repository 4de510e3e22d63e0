"""What the page of a change shows besides its words: each part a panel with a place of its own.

Places of the page: change_track, change_window, change_principles, change_risk, change_touches, change_history, change_rail,
and change_submit before it is submitted. Rooms above register theirs for the same places.
"""

from practices.change.panels.risk import touches, weighed
from practices.change.panels.window import window
from svs.extensions import Panel

PANELS: list[Panel] = [
    Panel("change_window", window, 10), Panel("change_risk", weighed, 10), Panel("change_touches", touches, 10),
]  # fmt: skip
