"""How decisions read in a timeline."""

from svs.extensions import sentence

VOTED = {"approve": "approved", "reject": "voted against", "abstain": "abstained on", "recuse": "recused themselves from"}  # fmt: skip
sentence("decision.recorded", "decided: {ref}")
sentence("decision.reviewed", "looked at {ref} again")
sentence("policy.adopted", "set the policy {key}")
sentence("policy.withdrawn", "withdrew a change of the policy {key}")
sentence("approval.asked", "asked for a decision on version {version}")
sentence("approval.step_opened", "asked those who decide next")
sentence(
    "approval.voted",
    lambda data: f"{VOTED.get(data.get('choice', ''), 'voted on')} version {data.get('version')}",
)
sentence("approval.voided", "voided what was voted on version {was}")
sentence("approval.reminded", "reminded those who have not voted")
sentence(
    "approval.escalated", lambda data: f"gave the word to the {data.get('rung')}: the time was up"
)
sentence("approval.decided", lambda data: f"{data.get('answer')} version {data.get('version')}")
sentence("approval.expired", "closed it: nobody decided in time")
sentence("approval.withdrawn", "took the question back")
sentence("principles.opened", "began a principle check")
sentence("principles.answered", "answered the principle check of version {version}")
sentence("principles.copied", "copied the principle check of version {from}, to be looked at again")
