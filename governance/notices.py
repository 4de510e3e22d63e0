"""How decisions read in a timeline."""

from svs.extensions import notice_kind, sentence

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

notice_kind(
    "approval.asked", "{who} asks for your vote", choice="Somebody asks for my vote", group="Votes"
)
notice_kind(
    "approval.reminded",
    "your vote is still missing",
    choice="My vote is still missing",
    group="Votes",
)
notice_kind("approval.voided", "your vote on version {was} is void: it was edited", choice="A vote of mine is void", group="Votes", by_mail=True)  # fmt: skip
notice_kind("approval.withdrawn", "it needs your vote no more", choice="My vote is not needed any more", group="Votes")  # fmt: skip
notice_kind(
    "approval.decided",
    lambda data: {"approved": "it was approved", "refused": "it was refused"}.get(data.get("answer", ""), "nobody decided in time"),
    choice="What I asked for, or work of mine, was decided", group="Votes", by_mail=True,
)  # fmt: skip
