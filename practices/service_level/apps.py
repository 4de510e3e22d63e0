from django.apps import AppConfig


class ServiceLevelConfig(AppConfig):
    name = "practices.service_level"
    label = "service_level"

    def ready(self) -> None:
        from django.urls import reverse  # noqa: PLC0415

        from practices.service_level import access, events, notices, queries  # noqa: F401, PLC0415 -- they register themselves
        from svs.extensions import Step, guide_steps  # noqa: PLC0415
        from svs.web.navigation import NavItem, register  # noqa: PLC0415 -- needs the models

        admins = frozenset({"administrator"})
        register(NavItem("Administer", "Calendars", "calendar", "service_level:calendars", admins, 204))  # fmt: skip
        register(NavItem("Administer", "Promised times", "clock-check", "service_level:targets", admins, 205))  # fmt: skip
        guide_steps.register(
            Step(
                "hours",
                "Agree on hours and times",
                "A clock counts only while people work. Without hours it runs around the clock; without a time, nothing is promised.",
                lambda user: reverse(
                    "service_level:targets" if queries.has_hours() else "service_level:calendars"
                ),
                lambda user: queries.is_agreed(),
                order=40,
            )
        )
