"""Changes in the shape of pages, and as a case before those who decide."""

from practices.change.queries.case import case_of
from practices.change.queries.lanes import is_decided_anew, lanes_for
from practices.change.queries.page import listed, shown

__all__ = ["case_of", "is_decided_anew", "lanes_for", "listed", "shown"]
