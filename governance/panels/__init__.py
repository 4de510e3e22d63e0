"""What governance shows on the pages below; each part registers its own."""

from governance.panels import approvals, register

ACTIONS = [*register.ACTIONS]
PANELS = [*register.PANELS, *approvals.PANELS]
