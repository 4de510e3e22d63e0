"""The checklist of a ticket."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from practices.desk import knobs
from practices.desk.models import Task, Ticket
from svs.errors import RuleViolation, StaleVersion
from svs.events.emit import emit
from svs.knobs import registry

if TYPE_CHECKING:
    from svs.events.actor import Actor

MOST = 50


@transaction.atomic
def add_task(
    *, ticket: Ticket, actor: Actor, title: str, assignee_id: int | None = None, place: int | None = None
) -> Task:  # fmt: skip
    """Add a step to a ticket, last unless said. Raises RuleViolation("title_required", "too_many_tasks"). Emits ticket.task_added."""
    words, tasks = _title(title), _locked(ticket.pk)
    if len(tasks) >= MOST:
        raise RuleViolation("too_many_tasks", f"A ticket has at most {MOST} tasks.", field="title")
    task = Task(ticket_id=ticket.pk, title=words, assignee_id=assignee_id, place=len(tasks))
    task.save(force_insert=True)
    if place is not None:
        _put(tasks, task, place)
    _tell("added", ticket, task, actor)
    return task


@transaction.atomic
def change_task(
    *, ticket: Ticket, task_id: int, actor: Actor, version: int | None = None, **said: Any
) -> Task:
    """Change a step: `title`, `assignee_id`, `place` among the others, `is_done`; what is not said stays.

    Raises Task.DoesNotExist, RuleViolation("title_required"), StaleVersion. Emits ticket.task_changed, ticket.task_done or
    ticket.task_opened, nothing where nothing differs.
    """
    tasks = _locked(ticket.pk)
    task = _one(tasks, task_id, version)
    was = (task.title, task.assignee_id, task.place)
    if "title" in said:
        task.title = _title(said["title"])
    if "assignee_id" in said:
        task.assignee_id = said["assignee_id"]
    if "place" in said:
        _put(tasks, task, said["place"])
    turned = said.get("is_done", task.done_at is not None) != (task.done_at is not None)
    if turned:
        task.done_at = timezone.now() if said["is_done"] else None
        task.done_by_id = actor.user_id if said["is_done"] else None
    changed = was != (task.title, task.assignee_id, task.place)
    if changed or turned:
        task.version += 1
        task.save()
    if changed:
        _tell("changed", ticket, task, actor)
    if turned:
        _tell("done" if task.done_at else "opened", ticket, task, actor)
    return task


@transaction.atomic
def delete_task(
    *, ticket: Ticket, task_id: int, actor: Actor, version: int | None = None
) -> tuple[str, int]:
    """Take a step away; returns its words and place, so that it can be put back. Emits ticket.task_deleted.

    Raises Task.DoesNotExist, StaleVersion.
    """
    task = _one(_locked(ticket.pk), task_id, version)
    _tell("deleted", ticket, task, actor)
    task.delete()
    return task.title, task.place


def check_done(ticket: Ticket) -> None:
    """Where tasks come first, refuse to finish a ticket while one is open. Raises RuleViolation("open_tasks")."""
    if not registry.current(knobs.TASKS_FIRST.key):
        return
    n = Task.objects.filter(ticket_id=ticket.pk, done_at__isnull=True).count()
    if n:
        words = "A task of {} is still open" if n == 1 else f"{n} tasks of {{}} are still open"
        raise RuleViolation("open_tasks", f"{words.format(ticket.ref)}: check off or delete what is left first.")  # fmt: skip


def open_tasks(ticket_id: int, title: str) -> list[int]:
    """The ids of the open steps of a ticket that say this."""
    rows = Task.objects.filter(ticket_id=ticket_id, title=title, done_at__isnull=True)
    return list(rows.order_by("id").values_list("id", flat=True))


def _locked(ticket_id: int) -> list[Task]:
    """The tasks in order, behind the ticket's lock, so that two who sort them do not mix."""
    Ticket.objects.select_for_update(of=("self",)).only("id").get(pk=ticket_id)
    return list(Task.objects.filter(ticket_id=ticket_id).order_by("place", "id"))


def _one(tasks: list[Task], task_id: int, version: int | None) -> Task:
    task = next((task for task in tasks if task.pk == task_id), None)
    if task is None:
        raise Task.DoesNotExist
    if version is not None and task.version != version:
        raise StaleVersion(task.version)
    return task


def _put(tasks: list[Task], task: Task, place: int) -> None:
    """Let a task stand at this place; the others close ranks."""
    order = [other for other in tasks if other.pk != task.pk]
    order.insert(max(0, min(place, len(order))), task)
    moved = [other for n, other in enumerate(order) if other.place != n]
    for n, other in enumerate(order):
        other.place = n
    Task.objects.bulk_update(moved, ["place"])


def _title(words: str) -> str:
    title = " ".join(words.split())[:200]
    if not title:
        raise RuleViolation("title_required", "Say what is to be done.", field="title")
    return title


def _tell(past: str, ticket: Ticket, task: Task, actor: Actor) -> None:
    emit(
        f"ticket.task_{past}", subject=("ticket", ticket.pk), actor=actor, service_id=ticket.service_id,
        data={"task_id": task.pk, "assignee_id": task.assignee_id, "place": task.place},
    )  # fmt: skip
