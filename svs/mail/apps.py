from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "svs.mail"
    label = "mail"

    def ready(self) -> None:
        from svs import extensions  # noqa: PLC0415
        from svs.mail import access, events, knobs, notices, queries, tasks  # noqa: F401, PLC0415 -- they register themselves
        from svs.web.navigation import NavItem, register  # noqa: PLC0415 -- needs the models

        extensions.subjects["mailbox"] = queries.subject_mailboxes
        extensions.subjects["inboundmail"] = queries.subject_mails
        extensions.mail_threads.register(queries.ids_of_thread)
        extensions.mail_boxes.register(queries.box_of)
        admins = frozenset({"administrator"})
        register(NavItem("Queues", "Quarantine", "mail-question", "mail:quarantine", admins | {"team_lead"}, 41))  # fmt: skip
        register(NavItem("Administer", "Mailboxes", "mailbox", "mail:mailboxes", admins, 203))
