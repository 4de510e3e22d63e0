from functools import partial

from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    name = "governance"

    def ready(self) -> None:
        from governance import access, events, notices, panels, subscribers, tasks  # noqa: F401, PLC0415 -- they register themselves
        from governance.operations import asking, rights  # noqa: PLC0415 -- needs the models
        from governance.operations import values as adopting  # noqa: PLC0415
        from governance.queries import boards as board_pages  # noqa: PLC0415
        from governance.queries import registered, reviews, told, values  # noqa: PLC0415 -- needs the models
        from governance.queries import rights as table  # noqa: PLC0415
        from metrics.access import READERS  # noqa: PLC0415 -- needs the models
        from svs import extensions, gates  # noqa: PLC0415
        from svs.web.navigation import NavItem, NavMore, register, register_more  # noqa: PLC0415 -- needs the models

        extensions.subjects["approval"] = told.subject_approvals
        extensions.titles["approval"] = told.approval_titles
        gates.set_judge(asking.Judge())
        gates.register(
            gates.Matter("right", "Decision right", table.case_of, rights.decided, rights.hold)
        )
        gates.register(
            gates.Matter(
                "knob", "Policy value", values.case_of, adopting.decided, hold=adopting.hold
            )
        )
        extensions.subjects["pendingvalue"] = values.subject_values
        extensions.subjects["board"] = board_pages.subject_boards
        extensions.subjects["decisionright"] = table.subject_rights
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
        readers = frozenset(READERS)
        register(NavItem("Govern", "Boards", "users-group", "governance:boards", readers, 68))
        register(NavItem("Govern", "Decision rights", "scale", "governance:rights", readers, 72))  # fmt: skip
        for kind in registered.KINDS:
            extensions.subjects[kind] = partial(registered.names, kind)
            extensions.titles[kind] = partial(registered.titles, kind)
        for label, icon, url_name, order in (
            ("Policies", "file-text", "governance:policy_pages", 73),
            ("Accepted risks", "alert-octagon", "governance:risks", 74),
            ("Escalations", "stairs-up", "governance:escalations", 75),
        ):
            register(NavItem("Govern", label, icon, url_name, readers, order))
        register(NavItem("Govern", "Who answers", "id-badge-2", "governance:roles", readers, 76))
        register(NavItem("Govern", "Principle checks", "bulb", "governance:principle_checks", readers, 71))  # fmt: skip
        lookers = frozenset({"administrator", "auditor", "sponsor"})
        register(
            NavItem("Administer", "Policy", "adjustments", "governance:policies", lookers, 203)
        )
        register_more(NavMore("Govern", "governance:boards_side", frozenset(READERS)))
        extensions.subjects["review"] = reviews.subject_reviews
        extensions.titles["review"] = reviews.titles
