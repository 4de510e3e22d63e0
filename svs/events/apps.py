from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "svs.events"
    label = "events"

    def ready(self) -> None:
        from svs.events import checks  # noqa: F401, PLC0415 -- registers the system checks
