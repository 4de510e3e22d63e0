"""What governance shows on the pages below; each part registers its own."""

from governance.panels import approvals, gates, principles, register

ACTIONS = [*register.ACTIONS, *gates.ACTIONS, *principles.ACTIONS]
PANELS = [*register.PANELS, *approvals.PANELS, *gates.PANELS, *principles.PANELS]
