from django.apps import AppConfig

DESK = frozenset({"agent", "team_lead"})


class IncidentConfig(AppConfig):
    name = "practices.incident"
    label = "incident"

    def ready(self) -> None:
        from django.urls import reverse  # noqa: PLC0415

        from practices.incident import (  # noqa: F401, PLC0415 -- they register themselves
            access,
            events,
            knobs,
            notices,
            panels,
            queries,
            states,
            subscribers,
            tasks,
        )
        from svs import extensions  # noqa: PLC0415
        from svs.extensions import Step, guide_steps  # noqa: PLC0415
        from svs.web.navigation import NavItem, register  # noqa: PLC0415 -- needs the models

        for panel in panels.PANELS:
            extensions.panels.register(panel)
        guide_steps.register(
            Step(
                "first_incident",
                "Log and restore a first incident",
                "The first result to count: somebody called, somebody helped. It takes the role Agent.",
                lambda user: (
                    reverse("incident:log")
                    if access.may_log(user)
                    else reverse("person", args=[user.pk])
                ),
                lambda user: queries.has_restored_one(),
                60,
            )
        )
        leads, admins = frozenset({"team_lead"}), frozenset({"administrator"})
        register(
            NavItem(
                "Queues", "Outages", "alert-octagon", "incident:outages", DESK | admins | {"service_owner"}, 40
            )
        )  # fmt: skip
        register(NavItem("Administer", "Incident templates", "template", "incident:templates", leads | admins, 210))  # fmt: skip
        register(NavItem("Administer", "Priority matrix", "table", "incident:matrix", admins, 211))
        # The last in everybody's list, so the first of those who have no other.
        register(NavItem("Help", "Ask for help", "help", "incident:help", frozenset({"requester"}), 900))  # fmt: skip
