import os
import signal
from typing import Any

from django.apps import AppConfig

POISON = "Poison"


class LedgerConfig(AppConfig):
    """Writes a line and a mail for every logged incident. The table has no key, so a second effect shows."""

    name = "tests.chaos.ledger"
    label = "ledger"

    def ready(self) -> None:
        from django.db import connection  # noqa: PLC0415 -- needs the apps

        from svs.events import outgoing, registry  # noqa: PLC0415 -- needs the models

        @registry.subscribe("incident.logged", consumer="chaos.ledger")
        def write_down(event: Any) -> None:
            with connection.cursor() as cursor:
                cursor.execute("insert into chaos_ledger (event_id) values (%s)", [event.pk])
                cursor.execute("select title from desk_ticket where id = %s", [event.subject_id])
                if cursor.fetchone()[0].startswith(POISON):
                    os.kill(os.getpid(), signal.SIGKILL)
            outgoing.write_mail(
                recipient="desk@northwind.example", subject=f"Logged {event.subject_id}",
                body="See the desk.", key=f"ledger-{event.pk}", event=event,
            )  # fmt: skip
