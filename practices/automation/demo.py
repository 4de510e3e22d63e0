"""Two rules of Northwind, run dry over its history and enabled by its administrator."""

from typing import Any

from practices.automation import operations
from svs.accounts.models import Team, User
from svs.events import jobs
from svs.events.actor import person
from svs.services.models import Service


def load() -> None:
    """Scanner incidents find their team; a portal that does not sell is priority 1."""
    lead, admin = (
        person(User.objects.get(email=f"{who}@northwind.example")) for who in ("ana.ruiz", "maya.okafor")
    )  # fmt: skip
    network = Team.objects.get(slug="network-operations").pk
    service = dict(Service.objects.values_list("slug", "pk"))
    told: list[tuple[str, list[Any], list[Any]]] = [
        (
            "Route scanner incidents to Network Operations",
            [{"field": "service", "operator": "is", "value": service["warehouse-scanners"]}, {"field": "team", "operator": "empty"}],
            [{"action": "assign", "team": network}, {"action": "tag", "tag": "scanner"}],
        ),
        (
            "A checkout that fails is priority 1",
            [{"field": "service", "operator": "is", "value": service["customer-portal"]}, {"field": "title", "operator": "contains", "value": "checkout"}],
            [{"action": "prioritise", "priority": 1}, {"action": "note", "text": "Checkout is down: every minute costs bookings. Call the release manager."}],
        ),
    ]  # fmt: skip
    for name, conditions, actions in told:
        rule = operations.create_rule(actor=lead, name=name, trigger="incident.logged", conditions=conditions, actions=actions)  # fmt: skip
        jobs.finish(operations.start_dry_run(rule=rule, actor=lead).pk)
        operations.enable_rule(rule=rule, actor=admin)
