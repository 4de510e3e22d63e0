"""A ticket's checklist: added, checked off, sorted, given to somebody, taken away and put back."""

import pytest

from practices.desk.models import Task, Ticket
from practices.desk.operations.checklist import add_task, change_task, delete_task
from svs.errors import RuleViolation, StaleVersion
from svs.events.models import DomainEvent
from svs.knobs import registry
from tests.practices.incident.conftest import RESTORED

pytestmark = pytest.mark.django_db


@pytest.fixture
def listed(log, by_agent):
    ticket = log()
    for title in ("Call the vendor", "Roll back", "Tell the shift"):
        add_task(ticket=ticket, actor=by_agent, title=title)
    return ticket


def titles():
    return list(Task.objects.order_by("place", "id").values_list("title", flat=True))


def test_tasks_are_moved_and_the_others_close_ranks(listed, by_agent):
    last = Task.objects.get(title="Tell the shift")

    change_task(ticket=listed, task_id=last.pk, actor=by_agent, place=0)

    assert titles() == ["Tell the shift", "Call the vendor", "Roll back"]
    change_task(ticket=listed, task_id=last.pk, actor=by_agent, place=99)
    assert titles() == ["Call the vendor", "Roll back", "Tell the shift"]


def test_the_page_works_the_list_without_a_script(listed, as_agent, agent):
    url = f"{listed.get_absolute_url()}tasks/"
    first = Task.objects.get(title="Call the vendor")

    as_agent.post(url, {"add": "  Write it   down "})
    as_agent.post(url, {"check": first.pk})
    as_agent.post(url, {"change": first.pk, "version": 2, "title": "Call Scanwell", "person": agent.email})  # fmt: skip
    as_agent.post(url, {"down": first.pk})

    first.refresh_from_db()
    assert (first.title, first.assignee, first.done_by, first.place) == ("Call Scanwell", agent, agent, 1)  # fmt: skip
    page = as_agent.get(listed.get_absolute_url()).content.decode()
    assert "1/4" in page
    assert "Open again: Call Scanwell" in page
    assert titles()[-1] == "Write it down"
    as_agent.post(url, {"open": first.pk})
    assert Task.objects.get(pk=first.pk).done_at is None


def test_a_deleted_task_is_put_back_where_it_stood(listed, as_agent):
    url = f"{listed.get_absolute_url()}tasks/"
    second = Task.objects.get(title="Roll back")

    answer = as_agent.post(url, {"remove": second.pk}, headers={"HX-Request": "true"})
    assert "Put it back" in answer.content.decode()
    as_agent.post(url, {"add": "Roll back", "place": "1"})

    assert titles() == ["Call the vendor", "Roll back", "Tell the shift"]


def test_of_two_who_change_a_task_the_second_is_told_and_keeps_the_words(listed, as_agent):
    task = Task.objects.get(title="Roll back")
    url = f"{listed.get_absolute_url()}tasks/"
    as_agent.post(url, {"change": task.pk, "version": 1, "title": "Roll hall A back"})

    answer = as_agent.post(url, {"change": task.pk, "version": 1, "title": "Roll hall B back"}, headers={"HX-Request": "true"})  # fmt: skip

    assert answer.status_code == 409
    assert "Somebody changed this" in answer.content.decode()
    assert "Roll hall B back" in answer.content.decode()
    assert Task.objects.get(pk=task.pk).title == "Roll hall A back"


def test_the_api_keeps_the_list_with_etags(listed, agent_api, agent):
    url = f"/api/v1/tickets/{listed.ref}/tasks/"

    made = agent_api.post(url, {"title": "Write it down", "assignee": agent.pk}, format="json")
    one = f"{url}{made.json()['id']}/"
    done = agent_api.patch(one, {"is_done": True, "place": 0}, format="json", HTTP_IF_MATCH=made["ETag"])  # fmt: skip

    assert (made.status_code, done.status_code) == (201, 200)
    assert (done.json()["place"], done.json()["is_done"]) == (0, True)
    assert agent_api.patch(one, {"title": "x"}, format="json", HTTP_IF_MATCH=made["ETag"]).status_code == 412  # fmt: skip
    assert agent_api.delete(one).status_code == 428
    assert agent_api.delete(one, HTTP_IF_MATCH=done["ETag"]).status_code == 204
    assert agent_api.delete(one, HTTP_IF_MATCH=done["ETag"]).status_code == 404
    assert [row["title"] for row in agent_api.get(url).json()["results"]] == titles()


def test_a_task_of_another_ticket_is_not_there(listed, log, agent_api, as_agent):
    other, task = log(), Task.objects.first()

    assert agent_api.delete(f"/api/v1/tickets/{other.ref}/tasks/{task.pk}/", HTTP_IF_MATCH='"1"').status_code == 404  # fmt: skip
    assert as_agent.post(f"{other.get_absolute_url()}tasks/", {"remove": task.pk}).status_code == 404  # fmt: skip


def test_where_tasks_come_first_an_open_one_holds_the_ticket_and_says_so(listed, resolve, as_agent, by_agent):  # fmt: skip
    registry.set_value(key="desk.tasks_before_finish", value=True)

    with pytest.raises(RuleViolation, match=f"3 tasks of {listed.ref} are still open"):
        resolve(listed)
    answer = as_agent.post(f"{listed.get_absolute_url()}resolve/", RESTORED)
    assert "are still open: check off or delete" in answer.content.decode()
    for task in Task.objects.all():
        change_task(ticket=listed, task_id=task.pk, actor=by_agent, is_done=True)

    assert resolve(listed).state == "RESOLVED"


def test_open_tasks_hold_nothing_unless_the_policy_says_so(listed, resolve):
    assert resolve(listed).state == "RESOLVED"


def test_words_of_tasks_never_reach_the_log(listed, by_agent):
    delete_task(ticket=listed, task_id=Task.objects.first().pk, actor=by_agent)

    told = DomainEvent.objects.filter(name__startswith="ticket.task_")
    assert told.count() == 4
    assert not [e for e in told if "vendor" in str(e.data)]
    assert Ticket.objects.get(pk=listed.pk).version == 1


def test_a_stale_version_changes_nothing(listed, by_agent):
    task = Task.objects.first()

    with pytest.raises(StaleVersion):
        change_task(ticket=listed, task_id=task.pk, actor=by_agent, version=9, title="x")
