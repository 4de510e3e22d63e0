from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "svs.events"
    label = "events"

    def ready(self) -> None:
        from svs.events import checks, daily  # noqa: F401, PLC0415 -- they register themselves
