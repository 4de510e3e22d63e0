"""Policy values of change enablement: how risk is weighed, and how much of it is tolerated."""

from collections.abc import Callable

from practices.change.rules import risk, risk_policy
from svs.knobs.registry import declare

RISK_RULES = declare(
    "change.risk_rules",
    "Points of the risk rules of changes",
    risk.usual_rules(),
    "Where likelihood and impact start, and what each rule adds or takes; at most 4 points.",
    lambda value: not risk_policy.policy_faults(value),
    page="change:risk_policy",
)
RISK_QUESTIONS = declare(
    "change.risk_questions",
    "Risk questionnaire of changes",
    risk.usual_questions(),
    "At most 12 questions of two to six answers, each with what it adds to likelihood and impact.",
    lambda value: not risk_policy.questions_faults(value),
    page="change:risk_policy",
)
RISK_TOLERANCE = declare(
    "change.risk_tolerance",
    "Risk tolerated for a change, by tier of the service",
    risk.TOLERANCE,
    "A score from 1 to 25 for each tier from 1 to 4; a more critical tier tolerates no more than a less critical one.",
    lambda value: not risk_policy.tolerance_faults(value),
    page="change:risk_policy",
)


def _between(least: int, most: int) -> Callable[[object], bool]:
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and least <= value <= most  # fmt: skip


REVIEW_DAYS = declare(
    "change.review_days",
    "Days in which a change is looked back on",
    7,
    "A whole number of days from 1 to 90: for emergency changes, and those that did not simply succeed.",
    _between(1, 90),
)
CAUSED_HOURS = declare(
    "change.caused_hours",
    "Hours after it began in which an incident is suspected to come from a change",
    12,
    "A whole number of hours from 1 to 168; a change that stays clean that long closes by itself.",
    _between(1, 168),
)
STANDARD_AFTER = declare(
    "change.standard_after",
    "Successes in a row after which a template is proposed as standard",
    15,
    "A whole number from 3 to 200, without trouble in between.",
    _between(3, 200),
)
