"""Changes in the shape of pages, and as a case before those who decide."""

from practices.change.queries.calendar import calendar_page
from practices.change.queries.case import case_of
from practices.change.queries.freezes import (
    affected,
    all_freezes,
    as_weekly,
    freeze_dict,
    held_by,
    known_services,
    maintenance_windows,
    services_of,
    shown_services,
)
from practices.change.queries.lanes import conflicts_and_slots, is_decided_anew, lanes_for
from practices.change.queries.page import (
    after_track,
    editable,
    editable_type,
    said_of,
    shown,
    whose,
    with_hidden,
)
from practices.change.queries.risk import questions

__all__ = [
    "affected", "after_track", "all_freezes", "as_weekly", "calendar_page", "case_of", "conflicts_and_slots",
    "editable", "editable_type", "freeze_dict", "held_by", "is_decided_anew", "known_services", "lanes_for",
    "maintenance_windows", "questions", "said_of", "services_of", "shown", "shown_services", "whose", "with_hidden",
]  # fmt: skip
