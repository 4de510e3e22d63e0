from django.apps import AppConfig

READERS = frozenset(
    {
        "agent",
        "team_lead",
        "service_owner",
        "process_owner",
        "practice_lead",
        "board_member",
        "chair",
        "sponsor",
        "administrator",
        "auditor",
    }
)


class MetricsConfig(AppConfig):
    name = "metrics"

    def ready(self) -> None:
        from metrics import access, events, notices, subscribers  # noqa: F401, PLC0415 -- they register themselves
        from svs.web.navigation import NavItem, register  # noqa: PLC0415 -- needs the models

        owners = frozenset({"service_owner", "sponsor", "board_member", "chair"})
        register(NavItem("Value", "My services", "stack-2", "metrics:services", owners, 5))
        register(NavItem("Value", "Services", "stack-2", "metrics:services", READERS - owners, 45))
        for who, first in ((owners, 6), (READERS - owners, 46)):
            register(NavItem("Value", "Signals", "alert-triangle", "metrics:signals", who, first))
            register(NavItem("Value", "Measures", "chart-line", "metrics:kpis", who, first + 1))
