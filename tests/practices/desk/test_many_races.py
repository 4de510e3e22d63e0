"""Two people do many at once, in opposite order: none waits for the other for ever, both are done, no user sees an error."""

import threading

import pytest
from django.db import connection

from practices.desk.models import Ticket
from practices.incident import operations
from svs.events.models import DomainEvent
from tests.conftest import api_as

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 40


def test_two_bulks_in_opposite_order_end_as_if_one_came_after_the_other(by_agent, agent, colleague):
    parent = operations.log_incident(actor=by_agent, title="Parent")
    tickets = [operations.log_incident(actor=by_agent, title=f"{n}") for n in range(6)]
    for child in tickets[:2]:  # taken along by the parent, out of turn
        operations.make_child(ticket=child, parent=parent, actor=by_agent)
    refs = [ticket.ref for ticket in [*tickets, parent]]
    clients = [(api_as(agent), refs, "from one"), (api_as(colleague), refs[::-1], "from the other")]
    answers: list[int] = []

    def work(api, named, tag, met) -> None:
        try:
            for n in range(ROUNDS):
                met.wait(20)
                for verb, said in (("tag", {"tag": f"{tag} {n}"}), ("prioritise", {"priority": 1 + n % 4})):  # fmt: skip
                    body = {"refs": named, "verb": verb, **said}
                    answers.append(api.post("/api/v1/tickets/bulk/", body, format="json").status_code)  # fmt: skip
        finally:
            connection.close()

    met = threading.Barrier(2)
    threads = [threading.Thread(target=work, args=(*who, met)) for who in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert set(answers) == {200}
    assert len(answers) == ROUNDS * 4
    for ticket in Ticket.objects.all():
        assert len(ticket.tags) <= 2 * ROUNDS
        told = DomainEvent.objects.filter(subject_id=ticket.pk, subject_type="ticket", name="incident.tagged")  # fmt: skip
        assert told.count() == len(ticket.tags)
        versions = [e.data["version"] for e in DomainEvent.objects.filter(subject_id=ticket.pk, data__has_key="version").order_by("seq")]  # fmt: skip
        assert versions == sorted(set(versions))
