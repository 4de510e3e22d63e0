from django.apps import AppConfig


class IncidentConfig(AppConfig):
    name = "practices.incident"
    label = "incident"

    def ready(self) -> None:
        from practices.incident import events, states  # noqa: F401, PLC0415 -- registers kind and names
