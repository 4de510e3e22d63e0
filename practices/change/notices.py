"""How a change's events read in a timeline."""

from practices.desk.notices import sentences_of_kind
from svs.extensions import sentence

sentences_of_kind("change", "completed", "said what came of it")
sentence("change.submitted", "put version {plan_version} before those who decide")
sentence("change.approved", "approved version {plan_version}")
sentence("change.refused", "refused version {plan_version}")
sentence("change.voided", "edited it: version {plan_version} is decided anew")
sentence("change.edited", "edited the plan, version {plan_version}")
sentence("change.expired", "nobody decided on version {plan_version} in time")
sentence("change.withdrawn", "took it back to draft")
sentence("change.started", "began")
sentence("change.cancelled", "cancelled it")
sentence("change.reviewed", "looked back on it")
sentence("change.incident_proposed", "an incident may have been caused by it")
sentence("change.incident_confirmed", "caused an incident")
sentence("change.incident_dismissed", "did not cause an incident")
sentence("risk_policy.changed", "said anew how the risk of changes is weighed")
