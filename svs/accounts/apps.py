from django.apps import AppConfig

ADMINS, LOOKERS = frozenset({"administrator"}), frozenset({"administrator", "auditor"})


class AccountsConfig(AppConfig):
    name = "svs.accounts"
    label = "accounts"

    def ready(self) -> None:
        from svs import extensions  # noqa: PLC0415
        from svs.accounts import access, events, guide, knobs, notices, queries, tasks  # noqa: F401, PLC0415 -- they register themselves
        from svs.web.navigation import NavItem, register  # noqa: PLC0415 -- needs the models

        extensions.subjects["user"] = queries.subject_people
        extensions.subjects["team"] = queries.subject_teams
        for step in guide.STEPS:
            extensions.guide_steps.register(step)
        register(NavItem("Administer", "Set up", "checklist", "guide", ADMINS, 190))
        register(NavItem("Administer", "People", "users", "people", LOOKERS, 191))
        register(NavItem("Administer", "Teams", "users-group", "teams", LOOKERS, 192))
        register(NavItem("Administer", "Roles", "id-badge-2", "roles", LOOKERS, 193))
        register(NavItem("Administer", "Tokens", "key", "tokens", ADMINS, 202))
