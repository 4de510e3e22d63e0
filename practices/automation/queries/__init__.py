"""Reads of automation: rules as pages, tickets as facts, how rules do."""

from practices.automation.queries.case import case_of, services_of, weighed
from practices.automation.queries.choices import least_open
from practices.automation.queries.effect import (
    Helped,
    effect_of,
    enabled_since,
    rules_that_helped,
    to_measure,
)
from practices.automation.queries.facts import (
    Past,
    beside,
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
from practices.automation.queries.page import effect_says, rule_page, sample_rows
from practices.automation.queries.pages import all_rules, job_of, rule_list
from practices.automation.queries.times import lives_since, on_time, passed, past_batch, wanting

__all__ = [
    "PRIORITIES",
    "Helped",
    "Names",
    "Past",
    "all_failures",
    "all_rules",
    "beside",
    "case_of",
    "check_names",
    "counted",
    "definition_of",
    "effect_of",
    "effect_says",
    "enabled_for",
    "enabled_since",
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
    "lives_since",
    "on_time",
    "open_failures",
    "passed",
    "past_batch",
    "rule_list",
    "rule_page",
    "rules_that_helped",
    "sample_rows",
    "sentence",
    "services_of",
    "to_measure",
    "undone_on",
    "wanting",
    "weighed",
    "with_tickets",
    "words_of",
]
