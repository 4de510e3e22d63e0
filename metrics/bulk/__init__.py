"""Counting from source rows: the same statements for one touched day and for the whole history."""

from metrics.bulk.cells import Keys, count
from metrics.bulk.periods import add_up, mondays_of
from metrics.bulk.recount import MonthOf, count_all, differing, months_of, recompute_all, recount

__all__ = ["Keys", "MonthOf", "add_up", "count", "count_all", "differing", "mondays_of", "months_of", "recompute_all", "recount"]  # fmt: skip
