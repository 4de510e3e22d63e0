"""What improvements and their trials can tell the rest of the house."""

from svs.events.registry import declare

declare(
    "improvement.raised",
    "improvement.changed",
    "improvement.assessed",
    "improvement.verdict_given",
    "improvement.closed",
    "improvement.dropped",
    "trial.started",
    "trial.extended",
    "trial.ended",
    "trial.kept",
    "trial.adapted",
    "trial.discarded",
    # Of the register before trials: still in its log.
    "improvement.started",
    "improvement.finished",
)
