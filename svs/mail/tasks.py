"""What mail does by the clock. Bringing it home commits as it goes, so it runs as a task of its own, not inside the schedule's transaction."""

from datetime import timedelta

from celery import shared_task
from django.db import transaction

from svs.events.schedule import every
from svs.mail import operations


@shared_task(name="svs.mail.fetch")
def fetch(**_future: object) -> None:
    """Bring new mail home, then look at what waits."""
    operations.fetch_due()
    operations.take_due()


@every(timedelta(minutes=1), job="mail.fetch", queue="mail", offset=timedelta(seconds=15))
def ask_for_mail() -> None:
    transaction.on_commit(lambda: fetch.apply_async(queue="mail", expires=60))


@every(timedelta(hours=1), job="mail.forget", queue="bulk", offset=timedelta(minutes=40))
def forget() -> None:
    operations.forget_originals()
