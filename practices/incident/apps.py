from django.apps import AppConfig

DESK = frozenset({"agent", "team_lead"})


class IncidentConfig(AppConfig):
    name = "practices.incident"
    label = "incident"

    def ready(self) -> None:
        from practices.incident import events, notices, states, subscribers  # noqa: F401, PLC0415 -- they register themselves
        from svs.web.navigation import NavItem, register  # noqa: PLC0415 -- needs the models

        register(NavItem("", "My work", "inbox", "incident:mine", DESK, 10))
        register(NavItem("Queues", "My teams", "users", "incident:queue", DESK, 20))
        register(
            NavItem(
                "Queues",
                "All incidents",
                "list-details",
                "incident:all",
                DESK | {"service_owner", "auditor", "requester"},
                30,
            )
        )
