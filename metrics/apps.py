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
        from metrics import access, events, notices, panels, subscribers, tasks  # noqa: F401, PLC0415 -- they register themselves
        from svs import extensions  # noqa: PLC0415
        from svs.web.navigation import NavItem, register  # noqa: PLC0415 -- needs the models

        sponsors = frozenset({"sponsor", "board_member", "chair"})
        owners = frozenset({"service_owner", *sponsors})
        rest = READERS - owners
        for who, first in ((sponsors, 3), (owners - sponsors, 6), (rest, 48)):
            register(
                NavItem("Value", "Value overview", "target-arrow", "metrics:value", who, first)
            )
        register(NavItem("Value", "My services", "stack-2", "metrics:services", owners, 5, go="s"))
        register(NavItem("Value", "Services", "stack-2", "metrics:services", rest, 45, go="s"))
        for who, first in ((owners, 7), (rest, 46)):
            register(NavItem("Value", "Signals", "alert-triangle", "metrics:signals", who, first))
            register(NavItem("Value", "Measures", "chart-line", "metrics:kpis", who, first + 1))
        administrators = frozenset({"administrator"})
        register(NavItem("Administer", "Count anew", "refresh", "metrics:recount", administrators, 218))  # fmt: skip
        for step in panels.STEPS:
            extensions.guide_steps.register(step)
        for panel in panels.PANELS:
            extensions.panels.register(panel)
