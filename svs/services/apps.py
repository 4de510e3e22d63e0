from django.apps import AppConfig


class ServicesConfig(AppConfig):
    name = "svs.services"
    label = "services"

    def ready(self) -> None:
        from svs.extensions import guide_steps, search_sources, subjects  # noqa: PLC0415
        from svs.services import access, events, guide, notices, queries  # noqa: F401, PLC0415 -- they register themselves
        from svs.web.navigation import NavItem, register  # noqa: PLC0415 -- needs the models

        search_sources.register(queries.find)
        subjects["service"] = queries.subject_services
        subjects["outcome"] = queries.subject_outcomes
        for step in guide.STEPS:
            guide_steps.register(step)
        admins = frozenset({"administrator"})
        register(
            NavItem("Administer", "Service catalogue", "book-2", "services:services", admins, 200)
        )
        register(
            NavItem("Administer", "Outcomes", "target-arrow", "services:outcomes", admins, 201)
        )
