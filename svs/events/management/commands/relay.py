import signal
from typing import Any

from django.core.management.base import BaseCommand

from svs.events import relay


class Command(BaseCommand):
    help = "Poll for pending work and wake Celery, until stopped."

    def handle(self, *args: Any, **options: Any) -> None:
        stop = relay.Stop()
        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        relay.run(stop)
