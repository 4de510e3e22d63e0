"""Reads of automation: rules as pages, tickets as facts, how rules do."""

from practices.automation.queries.choices import least_open
from practices.automation.queries.facts import (
    Past,
    definition_of,
    enabled_for,
    events_of,
    events_since,
    facts_at,
    facts_now,
    fallback_name,
    fallback_team,
    words_of,
)
from practices.automation.queries.health import (
    all_failures,
    counted,
    fired_on,
    firings_on,
    health_of,
    limits,
    open_failures,
    undone_on,
    with_tickets,
)
from practices.automation.queries.names import PRIORITIES, Names, check_names, sentence
from practices.automation.queries.pages import all_rules, job_of, rule_list, rule_page, sample_rows

__all__ = [
    "PRIORITIES",
    "Names",
    "Past",
    "all_failures",
    "all_rules",
    "check_names",
    "counted",
    "definition_of",
    "enabled_for",
    "events_of",
    "events_since",
    "facts_at",
    "facts_now",
    "fallback_name",
    "fallback_team",
    "fired_on",
    "firings_on",
    "health_of",
    "job_of",
    "least_open",
    "limits",
    "open_failures",
    "rule_list",
    "rule_page",
    "sample_rows",
    "sentence",
    "undone_on",
    "with_tickets",
    "words_of",
]
