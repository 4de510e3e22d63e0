from django.apps import AppConfig


class ConfigurationConfig(AppConfig):
    name = "practices.configuration"
    label = "configuration"

    def ready(self) -> None:
        from practices.configuration import access, events, notices, queries, tasks  # noqa: F401, PLC0415 -- they register themselves
        from svs.extensions import search_sources  # noqa: PLC0415
        from svs.web.navigation import NavItem, register  # noqa: PLC0415 -- needs the models

        search_sources.register(queries.find)
        register(
            NavItem(
                "Look into", "Items", "server", "configuration:items", frozenset(access.READERS), 85
            )
        )
