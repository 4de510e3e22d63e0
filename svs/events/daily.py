"""What the spine does once a day."""

import logging
from datetime import timedelta

from django.utils import timezone

from svs.accounts import throttle
from svs.events import verify
from svs.events.models import ScheduledRun
from svs.events.schedule import every

log = logging.getLogger("svs.seal")


@every(timedelta(days=1), job="seal_events", queue="bulk", offset=timedelta(minutes=5))
def seal_events() -> None:
    """Seal the log, and write the seal where the database's owner cannot reach it: the process log."""
    seal = verify.seal(timezone.now().date())
    log.info(
        "sealed",
        extra={"day": str(seal.day), "heads": seal.heads, "digest": bytes(seal.digest).hex()},
    )


@every(timedelta(hours=1), job="sweep", queue="bulk")
def sweep() -> None:
    """Forget old sign-in failures and scheduled runs done a week ago."""
    throttle.sweep()
    ScheduledRun.objects.filter(done_at__lt=timezone.now() - timedelta(days=7)).delete()
