from django.apps import AppConfig


class ServiceRequestConfig(AppConfig):
    name = "practices.service_request"
    label = "service_request"

    def ready(self) -> None:
        from practices.service_request import (  # noqa: F401, PLC0415 -- they register themselves
            access,
            events,
            knobs,
            notices,
            operations,
            panels,
            states,
            subscribers,
            tasks,
        )
        from svs import extensions  # noqa: PLC0415

        for panel in panels.PANELS:
            extensions.panels.register(panel)
