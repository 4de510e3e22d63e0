import logging
import signal
from typing import Any

from django.core.management.base import BaseCommand
from django.db import Error as DatabaseError
from django.db import close_old_connections, connection
from django.utils import timezone

from svs.events import relay, schedule

log = logging.getLogger("svs.beat")


class Command(BaseCommand):
    help = "Insert the due runs of scheduled jobs once a second, until stopped. Two of these do a job once."

    def handle(self, *args: Any, **options: Any) -> None:
        stop = relay.Stop()
        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        while not stop.asked:
            try:
                close_old_connections()
                schedule.tick(timezone.now())
            except DatabaseError as error:
                log.warning("beat waits", extra={"error": repr(error)[:300]})
                connection.close()
            stop.wait(1.0)
