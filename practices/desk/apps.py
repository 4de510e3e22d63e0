from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "practices.desk"
    label = "desk"

    def ready(self) -> None:
        from practices.desk import (  # noqa: F401, PLC0415 -- they register themselves
            access,
            events,
            knobs,
            notices,
            panels,
            queries,
            subscribers,
            tasks,
        )
        from svs.extensions import panels as places  # noqa: PLC0415
        from svs.extensions import search_sources  # noqa: PLC0415

        search_sources.register(queries.find)
        for panel in panels.PANELS:
            places.register(panel)
