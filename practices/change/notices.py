"""How a change's events read in a timeline."""

from typing import Any

from practices.desk.notices import sentences_of_kind
from svs.extensions import notice_kind, sentence

FIELDS = {
    "title": "title", "description": "description", "why": "what for", "plan": "plan", "backout": "back-out", "test": "test",
    "type": "type", "backout_minutes": "time to back out", "answers": "answers on risk", "window": "window", "service_id": "service",
    "service_ids": "more services", "item_ids": "items", "assignee_id": "who does it",
}  # fmt: skip


def _edited(data: dict[str, Any]) -> str:
    words = ", ".join(FIELDS[name] for name in data.get("fields", []) if name in FIELDS) or "it"
    normal = ", so it is a normal change now" if data.get("made_normal") else ""
    return f"edited {words}: version {data.get('plan_version')}{normal}"


def _approved(data: dict[str, Any]) -> str:
    if data.get("at_once"):
        return f"had to ask nobody about version {data.get('plan_version')}"
    return f"approved version {data.get('plan_version')}"


sentences_of_kind("change", "completed", "said what came of it")
sentence("change.submitted", "put version {plan_version} before those who decide")
sentence("change.approved", _approved)
sentence("change.refused", "refused version {plan_version}")
sentence(
    "change.voided",
    "put version {plan_version} before those who decide; what was said of the one before counts no more",
)
sentence("change.edited", _edited)
sentence("change.expired", "nobody decided on version {plan_version} in time")
sentence("change.withdrawn", "took it back to draft")
sentence("change.started", "began")
sentence("change.cancelled", "cancelled it")
sentence("change.review_asked", "it is to be looked back on")
sentence("change.window_opened", "its window opened")
sentence("change.window_missed", "its window went by")
sentence("change.reviewed", "looked back on it")
sentence("change.incident_proposed", "an incident may have been caused by it")
sentence("change.incident_confirmed", "caused an incident")
sentence("change.incident_dismissed", "did not cause an incident")
sentence("risk_policy.changed", "said anew how the risk of changes is weighed")
sentence("change_template.made", "wrote the template")
sentence("change_template.changed", "changed the template, version {version}")
sentence("change_template.proposed", "proposed it as standard")
sentence("change_template.standard", "made it standard")
sentence("change_template.kept", "kept it as standard")
sentence("change_template.revocation_proposed", "proposed to revoke it")
sentence("change_template.revoked", "revoked it")
sentence("change_template.refused", "refused to make it standard")
sentence("change_template.retired", "retired it")

sentence("change.frozen", "made a freeze over its window")
sentence("change.unfrozen", "took the freeze over its window away")
sentence("freeze.made", "made the freeze")
sentence("freeze.changed", "changed the freeze")
sentence("freeze.lifted", "lifted the freeze")
sentence("freeze.cancelled", "cancelled the freeze")
sentence("maintenance_window.agreed", "agreed on a maintenance window")
sentence("maintenance_window.changed", "changed a maintenance window")
sentence("maintenance_window.ended", "took a maintenance window away")

DESK = ("agent", "team_lead")
for key, words, choice, by_mail in (
    ("approved", "It was approved", "A change of mine is approved", True),
    ("refused", "It was refused", "A change of mine is refused", True),
    ("expired", "Nobody decided on it in time: it is a draft again", "Nobody decides on a change of mine in time", True),
    ("voided", "{who} changed it: it is decided anew", "Somebody edits a change of mine, and it is decided anew", False),
    ("window_opened", "Its window is open", "The window of a change of mine opens", True),
    ("window_missed", "Its window went by: propose another", "The window of a change of mine goes by", True),
    ("frozen", "{who} made a freeze over its window: decided anew it may start", "A freeze is made over a change of mine", True),
    ("unfrozen", "{who} took the freeze over its window away", "A freeze over a change of mine is taken away", False),
    ("review_asked", "It is to be looked back on", "A change of mine is to be looked back on", False),
    ("incident_proposed", "An incident may come from it", "An incident may come from a change of mine", True),
):  # fmt: skip
    notice_kind(f"change.{key}", words, choice=choice, group="Changes", by_mail=by_mail, roles=DESK)
