from django.apps import AppConfig


class ImprovementConfig(AppConfig):
    name = "improvement"

    def ready(self) -> None:
        from improvement import access, events, notices, operations, panels, subscribers, tasks  # noqa: F401, PLC0415 -- they register themselves
        from svs import extensions  # noqa: PLC0415
        from svs.web.navigation import NavItem, register  # noqa: PLC0415 -- needs the models

        for action in panels.ACTIONS:
            extensions.actions.register(action)
        for panel in panels.PANELS:
            extensions.panels.register(panel)
        readers = frozenset(access.READERS)
        register(
            NavItem("Improve", "Improvements", "bulb", "improvement:register", readers, 60, go="i")
        )
        register(
            NavItem("Improve", "Found in the data", "search", "improvement:candidates", readers, 61)
        )
