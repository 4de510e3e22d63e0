"""What goes on behind the scenes, in the shape of pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Count, Min, Q, QuerySet

from svs import extensions
from svs.accounts import queries as accounts
from svs.events import access, jobs
from svs.events.models import (
    Delivery,
    DomainEvent,
    EventSeal,
    Job,
    JobFile,
    Outgoing,
    ScheduledRun,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from svs.accounts.models import User


STATES_OF_MAIL = [
    ("", "All"), ("pending", "Waiting"), ("sent", "Sent"), ("failed", "Failed"), ("kept", "Kept here"), ("withdrawn", "Not sent"),
]  # fmt: skip


def parked(user: User) -> QuerySet[Delivery]:
    """Deliveries that failed five times, oldest first."""
    return access.parked_visible_to(user).order_by("parked_at", "id")  # type: ignore[no-any-return]


def behind(deliveries: list[Delivery]) -> dict[int, int]:
    """How many deliveries wait behind each of these, for the same subject: one statement."""
    if not deliveries:
        return {}
    same = Q()
    for d in deliveries:
        same |= Q(consumer=d.consumer, subject_type=d.subject_type, subject_id=d.subject_id)
    rows = Delivery.objects.filter(same).values_list("consumer", "subject_type", "subject_id")
    counts = {tuple(row[:3]): row[3] - 1 for row in rows.annotate(n=Count("id"))}
    return {d.pk: counts.get((d.consumer, d.subject_type, d.subject_id), 0) for d in deliveries}


def outbox(state: str, ticket: str = "") -> QuerySet[Outgoing]:
    """Mails and webhooks, newest first."""
    rows = Outgoing.objects.select_related("reader").order_by("-id")
    rows = rows.filter(ticket_ref=ticket) if ticket else rows
    return rows.filter(state=state) if state in Outgoing.State.values else rows


def mail_rows(user: User, mails: list[Outgoing]) -> list[dict[str, Any]]:
    """Mails with what this person may read of them: of a ticket's mail as much as of the ticket."""
    refs = {mail.ticket_ref for mail in mails} - {""}
    open_to = (
        {ref for ask in extensions.mail_readers.items for ref in ask(user, refs)} if refs else set()
    )
    kept = Outgoing.State.KEPT
    return [
        {
            "mail": mail, "state": dict(STATES_OF_MAIL)[mail.state], "may_read": not mail.ticket_ref or mail.ticket_ref in open_to,
            "is_secret": mail.is_secret and not (mail.state == kept and access.may_administer(user)),
            "may_send": access.may_administer(user) and bool(settings.EMAIL_HOST) and mail.state in (Outgoing.State.FAILED, kept),
        }
        for mail in mails
    ]  # fmt: skip


def outgoing_by_id(number: int) -> QuerySet[Outgoing]:
    """One mail or webhook."""
    return Outgoing.objects.filter(pk=number).select_related("reader")


def running_jobs() -> QuerySet[Job]:
    """Long work, newest first."""
    return Job.objects.order_by("-id")


def job_rows(jobs_: Iterable[Job]) -> list[dict[str, Any]]:
    """Long work with its name for people and whether it can be stopped."""
    rows = []
    for job in jobs_:
        kind = jobs.kind_of(job.kind)
        prepared = job.state == Job.State.PREPARED
        stops = prepared or (job.state == Job.State.RUNNING and bool(kind and kind.may_cancel))
        rows.append(
            {
                "job": job,
                "words": kind.words if kind else job.kind,
                "may_cancel": stops,
                "result": _told(job.result),
            }
        )
    return rows


def _told(result: dict[str, Any]) -> dict[str, Any]:
    """What came of long work that can be told in a line; the rest is for the page that asked for it."""
    plain = (bool, int, float, str)
    return {k.replace("_", " "): v for k, v in result.items() if isinstance(v, plain)}


def files_of(job: Job) -> list[str]:
    """What long work left behind for people."""
    files = JobFile.objects.filter(job=job).exclude(name="input").order_by("name")
    return list(files.values_list("name", flat=True))


def file_of(job: Job, name: str) -> str | None:
    """One file that long work left behind."""
    files = JobFile.objects.filter(job=job, name=name).exclude(name="input")
    return files.values_list("text", flat=True).first()


def health() -> dict[str, Any]:
    """How the spine does: what waits, what stands, when it was sealed. Constant statements."""
    waiting = (
        Delivery.objects.values("consumer")
        .annotate(waiting=Count("id", filter=Q(parked_at__isnull=True)), parked=Count("id", filter=Q(parked_at__isnull=False)), oldest=Min("due_at"))
        .order_by("consumer")
    )  # fmt: skip
    return {
        "consumers": list(waiting),
        "mails": dict(Outgoing.objects.values_list("state").annotate(n=Count("id")).values_list("state", "n")),
        "seal": EventSeal.objects.order_by("-day").first(),
        "events": DomainEvent.objects.order_by("-id").values_list("id", flat=True).first() or 0,
        "late": ScheduledRun.objects.filter(done_at__isnull=True).order_by("due_at").first(),
        "checks": _checks(),
    }  # fmt: skip


def _checks() -> list[dict[str, Any]]:
    """What the newest of each kind of self-check found."""
    kinds = {name: kind for name, kind in jobs.kinds().items() if kind.says}
    newest = Job.objects.filter(kind__in=kinds, state=Job.State.DONE).order_by("kind", "-id").distinct("kind")  # fmt: skip
    return [
        {"job": job, "words": kinds[job.kind].words, "says": says(job)}
        for job in newest
        if (says := kinds[job.kind].says)
    ]


def told_of(subject_type: str, pk: int, most: int = 20) -> list[dict[str, Any]]:
    """What was done to a record, newest first, and by whom, in sentences: two statements."""
    found = DomainEvent.objects.filter(subject_type=subject_type, subject_id=pk).order_by("-id")
    events = [event for event in found[:most] if event.name in extensions.sentences]
    people = accounts.names_of({event.actor_user_id for event in events if event.actor_user_id})
    return [
        {
            "at": event.occurred_at,
            "who": people.get(event.actor_user_id or 0, "SVS"),
            "sentence": extensions.sentences[event.name](event.data),
        }
        for event in events
    ]
