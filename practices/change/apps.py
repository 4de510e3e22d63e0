from django.apps import AppConfig


class ChangeConfig(AppConfig):
    name = "practices.change"
    label = "change"

    def ready(self) -> None:
        from practices.change import (  # noqa: F401, PLC0415 -- they register themselves
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
        from practices.change.queries import templates  # noqa: PLC0415
        from svs import extensions  # noqa: PLC0415
        from svs.web.navigation import NavItem, register  # noqa: PLC0415 -- needs the models

        extensions.subjects["changetemplate"] = templates.subject_templates
        for panel in panels.PANELS:
            extensions.panels.register(panel)
        admins = frozenset({"administrator"})
        register(NavItem("Administer", "Change risk", "scale", "change:risk_policy", admins, 212))
        readers = frozenset({"agent", "team_lead", "service_owner", "auditor"})
        register(
            NavItem("Change", "Changes", "git-pull-request", "change:list", readers, 50, go="c")
        )
        planners = readers | {"administrator", "board_member", "chair", "sponsor"}
        register(NavItem("Change", "Change calendar", "calendar", "change:calendar", planners, 51))
