"""The life of an article, as data."""

from svs.statemachine import Machine, Move

DRAFT, PUBLISHED, RETIRED = "DRAFT", "PUBLISHED", "RETIRED"
LIFECYCLE = Machine(
    DRAFT,
    Move("publish", (DRAFT, RETIRED), PUBLISHED, event="published"),
    Move("retire", (DRAFT, PUBLISHED), RETIRED),
)
LABELS = {DRAFT: "Draft", PUBLISHED: "Published", RETIRED: "Retired"}
PHASES = {
    DRAFT: "QUEUED",
    PUBLISHED: "ACTIVE",
    RETIRED: "DONE",
}  # the shapes by which the look tells states
