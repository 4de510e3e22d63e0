"""Two people lock the same two records in opposite order: PostgreSQL breaks one off, and it is simply tried again."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection, transaction
from django.test import RequestFactory

from practices.desk import operations as desk
from practices.desk.operations.tags import tag_ticket
from practices.incident import operations
from svs.events.models import DomainEvent
from svs.web.middleware import AnotherTry

pytestmark = pytest.mark.django_db(transaction=True)


def in_a_thread(work: Callable[[], None]) -> threading.Thread:
    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def both(first: int, second: int, met: threading.Barrier) -> Callable[..., str]:
    """A view that tags two tickets in this order, and at its first try waits until the other holds its first one."""
    tries = []

    def view(request) -> str:
        with transaction.atomic():
            desk.lock(first)
            if not tries:
                tries.append(1)
                met.wait(5)
            desk.lock(second)
            for key in (first, second):
                tag_ticket(ticket=desk.lock(key), actor=request.actor, tag=f"from {first}")  # fmt: skip
        return "done"

    return view


def test_both_changes_are_made_once_and_nobody_sees_an_error(by_agent):
    tickets = [operations.log_incident(actor=by_agent, title=f"Scanner {n}").pk for n in (1, 2)]
    met, answers = threading.Barrier(2), []

    def ask(first: int, second: int) -> None:
        request = RequestFactory().post("/")
        request.actor = by_agent
        answers.append(
            AnotherTry(lambda _: None).process_view(request, both(first, second, met), (), {})
        )

    threads = [
        in_a_thread(lambda: ask(*tickets)),
        in_a_thread(lambda: ask(*reversed(tickets))),
    ]
    for thread in threads:
        thread.join()

    assert answers == ["done", "done"]
    for key in tickets:
        events = DomainEvent.objects.filter(name="incident.tagged", subject_id=key)
        assert events.count() == 2
