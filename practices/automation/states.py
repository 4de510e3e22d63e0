"""The life of a rule, as data."""

from svs.statemachine import Machine, Move

DRAFT, ENABLED, DISABLED = "DRAFT", "ENABLED", "DISABLED"
LIFECYCLE = Machine(
    DRAFT,
    Move("enable", (DRAFT, DISABLED), ENABLED),
    Move("disable", (ENABLED,), DISABLED),
)
