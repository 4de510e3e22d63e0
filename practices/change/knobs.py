"""Policy values of change enablement: how risk is weighed, and how much of it is tolerated."""

from practices.change.rules import risk, risk_policy
from svs.knobs.registry import declare

RISK_RULES = declare(
    "change.risk_rules",
    "Points of the risk rules of changes",
    risk.usual_rules(),
    "Where likelihood and impact start, and what each rule adds or takes; at most 4 points.",
    lambda value: not risk_policy.policy_faults(value),
)
RISK_QUESTIONS = declare(
    "change.risk_questions",
    "Risk questionnaire of changes",
    risk.usual_questions(),
    "At most 12 questions of two to six answers, each with what it adds to likelihood and impact.",
    lambda value: not risk_policy.questions_faults(value),
)
RISK_TOLERANCE = declare(
    "change.risk_tolerance",
    "Risk tolerated for a change, by tier of the service",
    risk.TOLERANCE,
    "A score from 1 to 25 for each tier from 1 to 4; a more critical tier tolerates no more than a less critical one.",
    lambda value: not risk_policy.tolerance_faults(value),
)
