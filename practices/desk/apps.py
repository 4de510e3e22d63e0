from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "practices.desk"
    label = "desk"

    def ready(self) -> None:
        from practices.desk import access  # noqa: F401, PLC0415 -- registers who sees what
