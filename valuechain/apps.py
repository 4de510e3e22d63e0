from django.apps import AppConfig


class ValuechainConfig(AppConfig):
    name = "valuechain"

    def ready(self) -> None:
        from svs import extensions  # noqa: PLC0415
        from svs.web.navigation import NavItem, register  # noqa: PLC0415 -- needs the models
        from valuechain import access, panels  # noqa: PLC0415

        for panel in panels.PANELS:
            extensions.panels.register(panel)
        readers = frozenset(access.READERS)
        register(
            NavItem(
                "Look into", "Value streams", "route", "valuechain:incidents", readers, 79, go="v"
            )
        )
