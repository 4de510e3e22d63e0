from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "svs.events"
    label = "events"

    def ready(self) -> None:
        from svs.events import access, checks, daily, notices, operations  # noqa: F401, PLC0415 -- they register themselves
        from svs.web.navigation import NavItem, register  # noqa: PLC0415 -- needs the models

        lookers = frozenset({"administrator", "auditor"})
        for n, (words, icon, name) in enumerate(
            (
                ("Audit", "history", "events:audit"),
                ("Health", "heartbeat", "events:health"),
                ("Parked", "alert-octagon", "events:parked"),
                ("Outbox", "mail", "events:outbox"),
                ("Long work", "activity", "events:jobs"),
            )
        ):
            register(NavItem("Administer", words, icon, name, lookers, 210 + n))
