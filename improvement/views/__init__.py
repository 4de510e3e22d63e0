"""Pages of improvement: the register, trials with their verdicts, candidates."""

from improvement.views import candidates, register, trials

__all__ = ["candidates", "register", "trials"]
