"""What governance shows on the pages below; each part registers its own."""

from governance.panels import approvals, gates, preview, principles, register

ACTIONS = [*register.ACTIONS, *gates.ACTIONS, *principles.ACTIONS]
PANELS = [*preview.PANELS, *register.PANELS, *approvals.PANELS, *gates.PANELS, *principles.PANELS]
