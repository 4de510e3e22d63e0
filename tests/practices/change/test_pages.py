"""The pages of changes: drafted, edited by two, compared, logged in seconds; whoever is asked reads the change and nothing else."""

from datetime import timedelta

import pytest
from django.urls import reverse

from practices.change import operations, states
from practices.change.models import Change, ChangeTemplate
from practices.desk.operations import add_message
from practices.desk.operations.linking import relate
from practices.incident import operations as incidents
from svs.events.actor import person
from svs.permissions.models import Grant
from tests.practices.change.conftest import NOW, WHOLE, change_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("morning")]


@pytest.fixture
def as_agent(client, agent):
    client.force_login(agent)
    return client


def text(answer) -> str:
    return answer.content.decode()


def said(scanners, **more):
    return {"title": "Roll hall A back", "type": "normal", "service": scanners.pk, "starts_at": "2026-03-02T12:00", "ends_at": "2026-03-02T13:00", **WHOLE, **more}  # fmt: skip


def test_a_draft_is_made_on_one_form_and_stands_on_its_page(as_agent, agent, scanners):
    answer = as_agent.post("/changes/new/", said(scanners), follow=True)

    change = Change.objects.select_related("ticket").get()
    assert (change.ticket.assignee_id, change.ticket.state, change.author_id) == (agent.pk, states.DRAFT, agent.pk)  # fmt: skip
    for words in ("Roll hall A back", "Push 8.3", "Restart once", "Back-out, 5 minutes", "Submit", "Version 1"):  # fmt: skip
        assert words in text(answer)


def test_wrong_input_comes_back_with_the_words_kept(as_agent, scanners):
    answer = as_agent.post("/changes/new/", said(scanners, ends_at="2026-03-02T11:00"))

    assert answer.status_code == 400
    assert "it ends after it begins" in text(answer)
    assert "Push 8.3" in text(answer)


def test_submitting_tells_who_would_be_asked(as_agent, draft):
    ticket = draft()

    answer = as_agent.get(f"/changes/{ticket.ref}/submit/")

    assert "would be asked" in text(answer) or "Nobody has to be asked" in text(answer)


def test_what_is_not_whole_says_so_where_it_is_submitted(as_agent, draft):
    ticket = draft(backout="")

    answer = as_agent.post(f"/changes/{ticket.ref}/submit/")

    assert answer.status_code == 409
    assert "Say how it is taken back." in text(answer)


def test_two_who_edit_at_once_keep_their_words(as_agent, by_agent, draft, scanners):
    ticket = draft()
    read = ticket.version
    operations.edit_plan(ticket=ticket, actor=by_agent, fields={"plan": "Theirs"})

    answer = as_agent.post(f"/changes/{ticket.ref}/edit/", said(scanners, plan="Mine", version=read))  # fmt: skip

    assert answer.status_code == 409
    assert "Somebody changed this change while you wrote" in text(answer)
    assert "Mine" in text(answer)
    assert change_of(ticket).plan == "Theirs"
    again = as_agent.post(f"/changes/{ticket.ref}/edit/", said(scanners, plan="Mine", version=change_of(ticket).ticket.version))  # fmt: skip
    assert again.status_code == 302
    assert change_of(ticket).plan == "Mine"


def test_versions_stand_side_by_side(as_agent, by_agent, draft, nobody_judges):
    ticket = operations.submit_change(ticket=draft(), actor=by_agent)
    operations.edit_plan(ticket=ticket, actor=by_agent, fields={"plan": "Push 8.3\nRestart twice", "ends_at": NOW + timedelta(hours=4)})  # fmt: skip

    answer = text(as_agent.get(f"/changes/{ticket.ref}/versions/"))

    for words in ("Version 2 says otherwise than version 1", "<del>Restart once</del>", "<ins>Restart twice</ins>", "Mon 02 Mar"):  # fmt: skip
        assert words in answer
    page = text(as_agent.get(f"/changes/{ticket.ref}/"))
    assert "a material edit: what was said of version 1 is void" in page


def test_a_standard_change_is_logged_in_seconds(as_agent, by_agent, scanners):
    template = operations.make_template(actor=by_agent, name="Restart a print server", plan="Restart it", backout="Start the old one", service_id=scanners.pk)  # fmt: skip
    ChangeTemplate.objects.filter(pk=template.pk).update(state="STANDARD", approved_version=1)

    answer = as_agent.post("/changes/standard/", {"template": template.ref, "title": "Lyon"}, follow=True)  # fmt: skip

    change = Change.objects.select_related("ticket").get()
    assert (change.ticket.title, change.ticket.state) == ("Restart a print server: Lyon", states.SCHEDULED)  # fmt: skip
    assert "Its window is open until" in text(answer)
    as_agent.post(f"/changes/{change.ticket.ref}/start/")
    as_agent.post(f"/changes/{change.ticket.ref}/complete/", {"outcome": "successful"})
    assert change_of(change.ticket).ticket.state == states.CLOSED


def test_a_window_that_went_by_says_propose_another(as_agent, by_agent, draft, morning, nobody_judges):  # fmt: skip
    ticket = operations.submit_change(ticket=draft(), actor=by_agent)
    morning.move_to(NOW + timedelta(hours=5))

    assert "Its window is over: propose another." in text(as_agent.get(f"/changes/{ticket.ref}/"))


def test_incidents_are_judged_and_it_is_looked_back_on(as_agent, begun, by_agent, scanners):
    ticket = begun(type="emergency")
    incident = incidents.log_incident(actor=by_agent, title="Scanners lose session", service_id=scanners.pk)  # fmt: skip
    as_agent.post(f"/changes/{ticket.ref}/complete/", {"outcome": "failed", "outcome_words": "It broke"})  # fmt: skip
    page = text(as_agent.get(f"/changes/{ticket.ref}/"))
    assert "reviewed afterwards, by" in page
    assert incident.ref in page

    as_agent.post(f"/changes/{ticket.ref}/caused/", {"incident": incident.ref, "caused": "yes"})
    done = as_agent.post(f"/changes/{ticket.ref}/review/", {"words": "Try it on two first"}, follow=True)  # fmt: skip

    assert change_of(ticket).ticket.state == states.CLOSED
    assert "Try it on two first" in text(done)


def test_whoever_is_asked_reads_the_change_without_notes_and_without_what_they_do_not_see(client, board, agent, by_agent, scanners, draft):  # fmt: skip
    ticket, other = draft(), draft(title="CANARY other change")
    incident = incidents.log_incident(actor=by_agent, title="CANARY incident", service_id=scanners.pk)  # fmt: skip
    relate(ticket=ticket, other=incident, relation="relates", actor=by_agent)
    relate(ticket=ticket, other=other, relation="relates", actor=by_agent)
    add_message(ticket_id=ticket.pk, author=agent, actor=by_agent, body="CANARY note", is_internal=True)  # fmt: skip
    Grant.objects.create(user=board, subject_type="ticket", subject_id=ticket.pk, verb="view", reason="Asked")  # fmt: skip
    client.force_login(board)

    page = client.get(f"/changes/{ticket.ref}/")

    assert page.status_code == 200
    assert "Push 8.3" in text(page)
    assert "CANARY" not in text(page)
    for hidden in (other.get_absolute_url(), incident.get_absolute_url(), f"/changes/{ticket.ref}/edit/"):  # fmt: skip
        assert client.get(hidden).status_code in (403, 404)


def test_the_list_is_narrowed_and_taken_away(as_agent, draft, django_assert_max_num_queries):
    for n in range(5):
        draft(title=f"Normal {n}")
    draft(title="Urgent one", type="emergency")

    with django_assert_max_num_queries(14):
        page = text(as_agent.get("/changes/"))
    assert "Normal 4" in page
    narrowed = text(as_agent.get("/changes/?type=emergency&q=urgent&show=all&sort=risk&risk=9"))
    assert "Urgent one" in narrowed
    assert "Normal 4" not in narrowed
    sheet = b"".join(as_agent.get("/changes/export/csv/?type=emergency").streaming_content).decode()  # fmt: skip
    assert "Urgent one,Emergency,Draft" in sheet
    assert as_agent.get("/changes/export/xlsx/").status_code == 200
    assert as_agent.get("/changes/export/doc/").status_code == 404


def test_the_page_costs_the_same_however_long_its_life(as_agent, by_agent, colleague, draft, django_assert_max_num_queries):  # fmt: skip
    ticket = draft()
    for n in range(6):
        operations.edit_plan(ticket=ticket, actor=person(colleague) if n % 2 else by_agent, fields={"plan": f"Step {n}"})  # fmt: skip

    with django_assert_max_num_queries(60):
        as_agent.get(f"/changes/{ticket.ref}/")


def test_templates_are_written_proposed_and_shown_with_their_record(as_agent, scanners):
    form = {"name": "Restart it", "plan": "Restart", "backout": "Start the old one", "minutes": 10, "service": scanners.pk}  # fmt: skip
    page = as_agent.post("/changes/templates/new/", form, follow=True)
    assert "None was made from it yet." in text(page)
    row = ChangeTemplate.objects.get()

    as_agent.post(reverse("change:edit_template", args=[row.ref]), {**form, "plan": "Restart twice", "version": 1})  # fmt: skip
    stale = as_agent.post(reverse("change:edit_template", args=[row.ref]), {**form, "plan": "Mine", "version": 1})  # fmt: skip

    assert stale.status_code == 409
    assert "Somebody changed this template" in text(stale)
    assert "Restart it" in text(as_agent.get("/changes/templates/"))
    as_agent.post(reverse("change:retire_template", args=[row.ref]))
    row.refresh_from_db()
    assert (row.state, row.plan) == ("RETIRED", "Restart twice")
