from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "practices.desk"
    label = "desk"

    def ready(self) -> None:
        from practices.desk import access, queries  # noqa: F401, PLC0415 -- registers who sees what
        from svs.extensions import search_sources  # noqa: PLC0415

        search_sources.register(queries.find)
