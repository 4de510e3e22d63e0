"""An empty house: the first administrator comes in once, and the guide says what comes next."""

from threading import Barrier, Thread

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client

from metrics import operations as metrics
from svs.accounts import operations
from svs.accounts.models import Membership, Role, Team, User, Welcome
from svs.errors import RuleViolation
from svs.events.actor import person
from svs.events.models import DomainEvent, Outgoing
from svs.extensions import guide_steps

pytestmark = pytest.mark.django_db
FORM = {"organisation": "Contoso", "name": "Iris Vos", "email": "iris@contoso.example", "password": "a long enough one"}  # fmt: skip


def test_the_first_administrator_comes_in_by_a_one_time_address_and_lands_on_the_guide(client, capsys):  # fmt: skip
    call_command("welcome")
    address = capsys.readouterr().out.split()[-1]
    path = "/" + address.split("/", 3)[3]

    weak = client.post(path, {**FORM, "password": "short"})
    entered = client.post(path, FORM)
    again = Client().post(path, {**FORM, "email": "evil@example.org"})

    assert weak.status_code == 400
    assert entered["Location"] == "/guide/"
    assert "Contoso" in client.get("/guide/").content.decode()
    assert User.objects.get().roles() == {"administrator", "requester"}
    assert again.status_code == 404
    assert path.split("/")[2] not in str(list(Welcome.objects.values()))
    assert list(DomainEvent.objects.order_by("id").values_list("name", flat=True)) == ["person.added", "role.given", "organisation.named"]  # fmt: skip


def test_the_address_before_dies_and_there_is_none_where_somebody_administers(client, capsys, db):
    first, second = operations.open_welcome(), operations.open_welcome()

    assert client.get(f"/welcome/{first}/").status_code == 404
    assert client.get(f"/welcome/{second}/").status_code == 200
    operations.welcome(token=second, **FORM)
    assert operations.open_welcome() is None
    call_command("welcome")
    assert capsys.readouterr().out == ""


@pytest.mark.django_db(transaction=True)
def test_two_at_once_cannot_both_be_first():
    token, barrier, said = operations.open_welcome(), Barrier(2), []

    def come(n: int) -> None:
        barrier.wait()
        try:
            operations.welcome(token=token, **{**FORM, "email": f"iris{n}@contoso.example"})
        except RuleViolation as violation:
            said.append(violation.code)
        finally:
            connection.close()

    pair = [Thread(target=come, args=(n,)) for n in range(2)]
    for thread in pair:
        thread.start()
    for thread in pair:
        thread.join()

    assert said == ["welcome_spent"]
    assert User.objects.count() == 1


def test_the_guide_comes_first_until_it_is_put_away(client, administrator):
    client.force_login(administrator)

    assert client.get("/")["Location"] == "/guide/"
    page = client.get("/guide/").content.decode()
    assert page.count("Do this next") == 1
    client.post("/guide/close/")
    assert client.get("/")["Location"] != "/guide/"
    client.post("/guide/close/", {"open": "1"})
    assert client.get("/")["Location"] == "/guide/"


def test_the_guide_is_nobody_elses(client, agent):
    client.force_login(agent)

    assert client.get("/")["Location"] != "/guide/"
    assert client.get("/guide/").status_code == 403


def test_every_step_leads_to_a_page_and_knows_when_it_is_done(client, administrator):
    client.force_login(administrator)

    for step in guide_steps.items:
        assert client.get(step.url(administrator)).status_code == 200, step.key
        assert step.done(administrator) is False, step.key


def test_one_form_makes_the_first_team_its_people_and_their_links(client, administrator):
    client.force_login(administrator)
    form = {"name": "Service Desk", "works_in_it": "on", "colleagues": "Noor@contoso.example, Noor Bakker\n\n"}  # fmt: skip

    wrong = client.post("/guide/team/", {**form, "colleagues": "noor@contoso.example\nnonsense, X"})
    done = client.post("/guide/team/", form)

    assert wrong.status_code == 400
    assert "Line 1: Give their name." in wrong.content.decode()
    assert done["Location"] == "/guide/"
    assert Team.objects.count() == 1
    assert Membership.objects.count() == 2
    assert User.objects.get(email="noor@contoso.example").has_role(Role.AGENT)
    assert User.objects.get(pk=administrator.pk).has_role(Role.AGENT)
    assert Outgoing.objects.filter(recipient="noor@contoso.example", is_secret=True).count() == 1
    assert next(step for step in guide_steps.items if step.key == "team").done(administrator)


def test_a_measure_written_down_but_not_at_work_is_where_its_step_leads(
    client, administrator, scanners
):
    step = next(step for step in guide_steps.items if step.key == "measure")
    kpi = metrics.propose_kpi(
        actor=person(administrator), service_id=scanners.pk, measure="lead-time"
    )

    assert step.url(administrator) == f"/kpis/{kpi.ref}/"
