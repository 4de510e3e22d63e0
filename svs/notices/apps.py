from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "svs.notices"
    label = "notices"

    def ready(self) -> None:
        from svs.extensions import Panel, panels  # noqa: PLC0415
        from svs.notices import access, events, notices, operations, tasks  # noqa: F401, PLC0415 -- they register themselves
        from svs.notices import panels as mine  # noqa: PLC0415

        panels.register(Panel("account", mine.choices))
