from django.apps import AppConfig


class AutomationConfig(AppConfig):
    name = "practices.automation"
    label = "automation"

    def ready(self) -> None:
        from practices.automation import access, events, knobs, notices, subscribers, tasks  # noqa: F401, PLC0415 -- they register themselves
        from svs.web.navigation import NavItem, register  # noqa: PLC0415 -- needs the models

        readers = frozenset({"agent", "team_lead", "administrator", "auditor"})
        register(NavItem("Look into", "Rules", "robot", "automation:rules", readers, 80, go="r"))
        register(
            NavItem("Look into", "Exceptions", "alert-triangle", "automation:failures", readers, 81)
        )
