from typing import Any

from django.core.management.base import BaseCommand, CommandError

from svs.events import verify
from svs.events.models import DomainEvent, EventSeal


class Command(BaseCommand):
    help = "Check that no event was altered or removed; exits non-zero and names what is wrong."

    def handle(self, *args: Any, **options: Any) -> None:
        found = verify.faults()
        for fault in found:
            self.stdout.write(
                f"{fault.what}: {fault.subject_type} {fault.subject_id}, event {fault.seq}"
            )
        if found:
            raise CommandError(f"{len(found)} faults in the event log.")
        last = EventSeal.objects.order_by("-day").first()
        sealed = f"sealed to {last.day}" if last else "not sealed yet"
        self.stdout.write(f"{DomainEvent.objects.count()} events hold, {sealed}.")
