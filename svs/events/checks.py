"""System checks: nobody listens for an event that nobody can emit."""

from typing import Any

from django.core.checks import CheckMessage, Error, register

from svs.events import registry


@register()
def subscriptions_are_declared(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    return [
        Error(f"{consumer} subscribes to {event}, which no app declares.", id="svs.E001")
        for consumer, event in registry.undeclared()
    ]
