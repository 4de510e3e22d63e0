"""A rule that helped for weeks, and two of today, run dry over Northwind's history and enabled by its administrator."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from practices.automation import bulk, operations, rules
from practices.automation.knobs import FALLBACK
from practices.automation.models import Rule
from svs import gates
from svs.accounts.models import Team, User
from svs.demo.story import Story
from svs.events import jobs
from svs.events.actor import person
from svs.knobs import registry as knobs
from svs.services.models import Service

HELPED = "goes straight to its team"


def prepare(*, story: Story) -> dict[str, str]:
    """The rule of the story, at work before the past is written, so that the past can tell what it did."""
    people = dict(User.objects.values_list("name", "pk"))
    service, team = (
        Service.objects.get(slug=story.helped.service),
        Team.objects.get(slug=story.helped.team),
    )
    rule = bulk.past_rule(
        name=f"{service.name} {HELPED}", service_id=service.pk, team_id=team.pk, written_by=people["Ana Ruiz"],
        enabled_by=people["Maya Okafor"], enabled_at=timezone.now() - timedelta(weeks=story.helped.weeks),
    )  # fmt: skip
    return {"rule": bulk.signature(rule)}


def load() -> None:
    """What the rule of the story did and would have done; then scanner incidents find their team, and a portal that does not sell is priority 1."""
    rule = Rule.objects.select_related("changed_by").get(name__endswith=HELPED)
    bulk.fire_past(rule)
    jobs.finish(operations.start_dry_run(rule=rule, actor=person(rule.changed_by)).pk)
    _todays()


def _todays() -> None:
    """Scanner incidents find somebody; a portal that does not sell is priority 1; who does not answer is to be reminded, once that is approved."""
    lead, admin = (
        person(User.objects.get(email=f"{who}@northwind.example")) for who in ("ana.ruiz", "maya.okafor")
    )  # fmt: skip
    network = Team.objects.get(slug="network-operations").pk
    service = dict(Service.objects.values_list("slug", "pk"))
    desk = Team.objects.get(slug="service-desk").pk
    knobs.set_value(key=FALLBACK.key, value=desk, reason="The desk takes what nobody else can.")
    scanners = {"field": "service", "operator": "is", "value": service["warehouse-scanners"]}
    told: list[dict[str, Any]] = [
        {
            "name": "Route scanner incidents to Network Operations",
            "conditions": [scanners, {"field": "team", "operator": "is_not", "value": network},
                           {"field": "text", "operator": "contains", "value": ["scanner", "session", "freeze"]}],
            "actions": [{"action": "least_open", "team": network}, {"action": "tag", "tag": "scanner"}],
        },
        {
            "name": "A checkout that fails is priority 1",
            "conditions": [{"field": "service", "operator": "is", "value": service["customer-portal"]},
                           {"field": "title", "operator": "matches", "value": r"check-?out|payment"}],
            "actions": [{"action": "prioritise", "priority": 1},
                        {"action": "note", "text": "Checkout is down: every minute costs bookings. Call the release manager."}],
        },
        {
            "name": "Remind a requester who does not answer",
            "trigger": rules.REQUESTER_SILENT, "timing": {"hours": 72}, "conditions": [],
            "actions": [{"action": "reply", "text": "{requester}, we still wait for your answer on {ref}. Without it we cannot go on."}],
        },
    ]  # fmt: skip
    for one in told:
        rule = operations.create_rule(actor=lead, **{"trigger": "incident.logged", **one})
        jobs.finish(operations.start_dry_run(rule=rule, actor=lead).pk)
        if gates.has_passed("rule", rule.pk):
            operations.enable_rule(rule=rule, actor=admin)
