"""What a person does behind the scenes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from svs.errors import RuleViolation
from svs.events import deliver, jobs
from svs.events.emit import emit
from svs.events.models import Delivery, Job, Outgoing
from svs.events.registry import declare

if TYPE_CHECKING:
    from svs.events.actor import Actor

declare("delivery.replayed", "job.cancelled", "mail.sent_again")


@transaction.atomic
def replay_delivery(*, delivery: Delivery, actor: Actor) -> None:
    """Give a parked delivery five fresh attempts, and let go of what waited behind it.

    Raises RuleViolation("not_parked"). Emits delivery.replayed.
    """
    found = Delivery.objects.select_for_update().filter(pk=delivery.pk).first()
    if found is None or found.parked_at is None:
        raise RuleViolation("not_parked", "It is not parked any more.")
    deliver.replay(delivery=found)
    emit("delivery.replayed", subject=found, about=(found.subject_type, found.subject_id), actor=actor,
         data={"event_id": found.event_id, "consumer": found.consumer})  # fmt: skip


@transaction.atomic
def cancel_job(*, job: Job, actor: Actor) -> None:
    """Stop long work where half of it is no harm, or throw a list away that nobody said yes to. What is done stays done.

    Raises RuleViolation("cannot_cancel"). Emits job.cancelled.
    """
    kind = jobs.kind_of(job.kind)
    stoppable = [Job.State.PREPARED] + ([Job.State.RUNNING] if kind and kind.may_cancel else [])
    changed = Job.objects.filter(pk=job.pk, state__in=stoppable).update(
        state=Job.State.CANCELLED, finished_at=timezone.now()
    )
    if not changed:
        raise RuleViolation("cannot_cancel", "This work cannot be stopped, or is over already.")
    emit("job.cancelled", subject=job, actor=actor, data={"done": job.done, "total": job.total})


@transaction.atomic
def send_again(*, mail: Outgoing, actor: Actor) -> None:
    """Let a mail that failed, or was kept before there was a mail server, try to leave again; under the id it has.

    Raises RuleViolation("no_mail_server", "not_failed"). Emits mail.sent_again.
    """
    if not settings.EMAIL_HOST:
        raise RuleViolation("no_mail_server", "No mail server is set up.")
    stuck = (Outgoing.State.FAILED, Outgoing.State.KEPT)
    changed = Outgoing.objects.filter(pk=mail.pk, state__in=stuck).update(
        state=Outgoing.State.PENDING, attempts=0, due_at=timezone.now(), error=""
    )
    if not changed:
        raise RuleViolation("not_failed", "It is on its way, or has left already.")
    emit("mail.sent_again", subject=mail, actor=actor, data={"ticket": mail.ticket_ref})
