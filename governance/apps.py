from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    name = "governance"

    def ready(self) -> None:
        from governance import access, events, notices, panels, subscribers, tasks  # noqa: F401, PLC0415 -- they register themselves
        from governance.operations import asking  # noqa: PLC0415 -- needs the models
        from governance.queries import told  # noqa: PLC0415 -- needs the models
        from metrics.access import READERS  # noqa: PLC0415 -- needs the models
        from svs import extensions, gates  # noqa: PLC0415
        from svs.web.navigation import NavItem, register  # noqa: PLC0415 -- needs the models

        extensions.subjects["approval"] = told.subject_approvals
        extensions.titles["approval"] = told.approval_titles
        gates.set_judge(asking.Judge())
        for action in panels.ACTIONS:
            extensions.actions.register(action)
        for panel in panels.PANELS:
            extensions.panels.register(panel)
        register(
            NavItem(
                "Govern",
                "Decisions",
                "gavel",
                "governance:register",
                frozenset(READERS),
                70,
                go="d",
            )
        )
        register(
            NavItem("Govern", "Votes", "checkup-list", "governance:votes", frozenset(READERS), 69)
        )
        lookers = frozenset({"administrator", "auditor", "sponsor"})
        register(
            NavItem("Administer", "Policy", "adjustments", "governance:policies", lookers, 203)
        )
