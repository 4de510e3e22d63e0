from django.apps import AppConfig


class ServicesConfig(AppConfig):
    name = "svs.services"
    label = "services"

    def ready(self) -> None:
        from svs.services import access  # noqa: F401, PLC0415 -- registers who sees what
