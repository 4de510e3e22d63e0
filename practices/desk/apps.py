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
        from practices.desk.bulk import handing  # noqa: PLC0415
        from practices.desk.operations import mail  # noqa: PLC0415
        from practices.desk.queries import holding, told  # noqa: PLC0415
        from svs import extensions  # noqa: PLC0415
        from svs.web.navigation import NavItem, NavMore, register, register_more  # noqa: PLC0415 -- needs the models

        desk = frozenset({"agent", "team_lead"})
        register(NavItem("", "My work", "inbox", "desk:mine", desk, 10, go="w"))
        register(NavItem("Administer", "Own fields", "forms", "desk:own_fields", frozenset({"administrator"}), 212))  # fmt: skip
        register(NavItem("Queues", "My teams", "users", "desk:queue", desk, 20, go="t"))
        register(
            NavItem("Queues", "All tickets", "list-details", "desk:all", desk | {"service_owner", "auditor"}, 30, go="a")
        )  # fmt: skip

        register(
            NavItem(
                "Team lead", "Queue health", "activity", "desk:health", frozenset({"team_lead"}), 42
            )
        )
        register_more(NavMore("Queues", "desk:side", desk | {"service_owner", "auditor"}))
        leads = frozenset({"team_lead", "administrator"})
        register(NavItem("Administer", "Canned replies", "message-2", "desk:canned_replies", leads, 213))  # fmt: skip

        for place in ("targets", "target"):
            extensions.actions.register(panels.try_it(place))
        extensions.search_sources.register(queries.find)
        for panel in panels.PANELS:
            extensions.panels.register(panel)
        extensions.mail_takers.register(
            extensions.MailTaker(mail.kinds, mail.about, mail.may_add, mail.log, mail.add)
        )
        extensions.subjects["ticket"] = holding.subject_tickets
        extensions.ticket_ids.register(holding.id_of_ref)
        extensions.titles["ticket"] = told.titles
        extensions.mail_readers.register(told.mails_open_to)
        extensions.holdings.register(
            extensions.Holding(
                words="open tickets",
                of_person=lambda user, pk: holding.held(user, holding.open_of(assignee_id=pk)),
                of_team=lambda user, pk: holding.held(user, holding.open_of(team_id=pk)),
                hand_back=handing.hand_back,
                hand_over=handing.hand_over,
            )
        )
