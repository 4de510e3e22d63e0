"""Pages of improvement: the register, trials with their verdicts, candidates."""

from improvement.views import register, trials

__all__ = ["register", "trials"]
