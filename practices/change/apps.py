from django.apps import AppConfig


class ChangeConfig(AppConfig):
    name = "practices.change"
    label = "change"

    def ready(self) -> None:
        from practices.change import access, events, knobs, notices, operations, states  # noqa: F401, PLC0415 -- they register themselves
