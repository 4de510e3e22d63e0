"""The register, its trials and what the data suggest, in the shape of pages."""

from improvement.queries.candidates import Board, board, candidate_or_404, cases_of
from improvement.queries.register import (
    Asked,
    choices_for,
    detail,
    due_for,
    is_overdue,
    of_service,
    of_ticket,
    place_of,
    register,
    timeline,
)
from improvement.queries.sources import Source, source
from improvement.queries.told import value_told
from improvement.queries.trials import (
    can_be_tried,
    changed_since,
    evidence_of,
    kpi_ids,
    kpis_for,
    material_of,
    overdue_verdicts,
    rules_for,
    subject_of,
    trial_or_404,
    trials_of,
    window_of,
)

__all__ = [
    "Asked",
    "Board",
    "Source",
    "board",
    "can_be_tried",
    "candidate_or_404",
    "cases_of",
    "changed_since",
    "choices_for",
    "detail",
    "due_for",
    "evidence_of",
    "is_overdue",
    "kpi_ids",
    "kpis_for",
    "material_of",
    "of_service",
    "of_ticket",
    "overdue_verdicts",
    "place_of",
    "register",
    "rules_for",
    "source",
    "subject_of",
    "timeline",
    "trial_or_404",
    "trials_of",
    "value_told",
    "window_of",
]  # fmt: skip
