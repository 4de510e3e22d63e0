"""An administrator sets the house up and keeps it running without a shell."""

import pytest
from django.utils import timezone

from practices.incident import operations as incidents
from svs.accounts.models import ApiClient, User
from svs.events import deliver, jobs, registry
from svs.events.actor import person
from svs.events.emit import emit
from svs.events.models import Delivery, DomainEvent, Job
from svs.events.outgoing import write_mail
from svs.services import operations, rules
from svs.services.models import Outcome, Service
from tests.conftest import api_as

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_admin(client, administrator):
    client.force_login(administrator)
    return client


@pytest.fixture
def parked(scanners, by_agent) -> Delivery:
    """A delivery that failed five times, and one that waits behind it."""
    tries = []

    def refuse(event) -> None:
        tries.append(event.pk)
        if len(tries) <= 5:
            raise ValueError("The other side is down.")

    registry.subscribe("service.changed", consumer="test.refuses")(refuse)
    emit("service.changed", subject=scanners, actor=by_agent)
    emit("service.changed", subject=scanners, actor=by_agent)
    for _ in range(5):
        deliver.drain("test.refuses")
        Delivery.objects.update(due_at=timezone.now())
    yield Delivery.objects.get(parked_at__isnull=False)
    registry._consumers.pop("test.refuses")
    registry._by_event["service.changed"] = ()


def test_what_is_parked_is_seen_with_its_reason_and_tried_again_by_a_person(as_admin, parked):
    page = as_admin.get("/admin/parked/").content.decode()

    done = as_admin.post(f"/admin/parked/{parked.pk}/replay/")
    deliver.drain("test.refuses")

    assert "The other side is down." in page
    assert '<td class="num">1</td>' in page
    assert done.status_code == 302
    assert not Delivery.objects.filter(consumer="test.refuses").exists()
    assert DomainEvent.objects.filter(name="delivery.replayed").count() == 1


def test_a_program_that_watches_over_the_product_replays_too(administrator, parked):
    api = api_as(administrator, "admin:read", "admin:write")
    listed = api.get("/api/v1/parked-deliveries/").json()["results"]

    first = api.post(f"/api/v1/parked-deliveries/{parked.pk}/replay/", {}, format="json")
    again = api.post(f"/api/v1/parked-deliveries/{parked.pk}/replay/", {}, format="json")

    assert [row["event"] for row in listed] == ["service.changed"]
    assert (first.status_code, again.status_code) == (204, 404)


def test_every_mail_can_be_read_where_no_mail_server_is_set_up(as_admin):
    write_mail(recipient="elena@example.org", subject="A promise is broken", body="Decide, please.", key="x")  # fmt: skip

    page = as_admin.get("/admin/outbox/").content.decode()

    assert "A promise is broken" in page
    assert "Kept here" in page
    assert "Decide, please." not in page
    assert "A promise is broken" not in as_admin.get("/admin/outbox/?state=sent").content.decode()


def test_a_token_is_shown_once_works_and_is_taken_back_at_once(as_admin, client, administrator):
    form = {"name": "Web shop", "role": "agent", "days": 30, "scopes": ["tickets:read"]}

    page = as_admin.post("/admin/tokens/", form).content.decode()
    token = page.split("Bearer ")[1].split("&quot;")[0].split('"')[0].strip()
    works = client.get("/api/v1/incidents/", headers={"Authorization": f"Bearer {token}"})
    record = ApiClient.objects.get()
    as_admin.post(f"/admin/tokens/{record.pk}/revoke/")
    refused = client.get("/api/v1/incidents/", headers={"Authorization": f"Bearer {token}"})

    assert token.startswith("svs_")
    assert token not in as_admin.get("/admin/tokens/").content.decode()
    assert (works.status_code, refused.status_code) == (200, 401)
    event = DomainEvent.objects.get(name="token.issued")
    assert token not in str(event.data)
    assert User.objects.get(name="Web shop").is_program


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"scopes": []}, "required"), ({"days": 400}, "365"), ({"name": " "}, "required"), ({"role": "king"}, "not one of"),
    ],
)  # fmt: skip
def test_a_token_that_makes_no_sense_is_refused_beside_its_field(as_admin, change, words):
    form = {"name": "Web shop", "role": "agent", "days": 30, "scopes": ["tickets:read"], **change}

    answer = as_admin.post("/admin/tokens/", form)

    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert not ApiClient.objects.exists()


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("", "Nobody has said yet"),
        ("Scanners.", "too short"),
        ("The servers of the ticket system have an uptime of 99 percent.", "machines"),
        ("Pickers confirm parcels with scanners in every hall of Rotterdam.", "names no effect"),
        ("Pickers scan, so orders leave. They also like it very much. It is blue.", "more than one sentence"),
        ("So " + "very " * 60 + "long.", "longer than"),
    ],
)  # fmt: skip
def test_a_value_statement_is_told_what_it_lacks(statement, fault):
    assert any(fault in words for words in rules.faults(statement))


def test_the_value_statements_of_the_demo_say_what_value_is(scanners):
    assert rules.faults(scanners.value_statement) == []
    assert rules.faults("Drivers and pickers are paid right and on time, so that they stay with us.") == []  # fmt: skip


def test_a_service_is_added_and_changed_with_its_three_questions(
    as_admin, network, scanners, owner
):
    outcome = operations.create_outcome(
        actor=person(owner), name="Orders leave the same day", statement="By midnight.", team_id=network.pk, criteria=[]
    )  # fmt: skip
    form = {
        "name": "Label Printing", "value_statement": "Every parcel has its label at the dock, so no lorry waits.",
        "used_by": "Packers", "depended_on_by": "Dispatch", "when_it_fails": "Labels are written by hand", "tier": 2,
        "owner": owner.pk, "team": network.pk, "outcomes": [outcome.pk], "needs": [scanners.pk],
        "is_active": "on",
    }  # fmt: skip

    added = as_admin.post("/admin/services/new/", form)
    changed = as_admin.post(added["Location"], {**form, "tier": 1})
    page = as_admin.get(added["Location"]).content.decode()

    assert (added.status_code, changed.status_code) == (302, 302)
    service = Service.objects.get(slug="label-printing")
    assert (service.tier, service.version) == (1, 2)
    assert [link.needs_id for link in service.needs.all()] == [scanners.pk]
    assert "It says what value is." in page


def test_an_owner_changes_their_own_service_and_no_other(client, owner, scanners):
    Service.objects.create(name="Payroll", slug="payroll")
    client.force_login(owner)

    assert client.get("/admin/services/warehouse-scanners/").status_code == 200
    assert client.get("/admin/services/payroll/").status_code == 403


def test_a_sixth_outcome_is_refused_in_words(as_admin, network, administrator):
    for n in range(5):
        operations.create_outcome(actor=person(administrator), name=f"Outcome {n}", statement="x", team_id=network.pk, criteria=[])  # fmt: skip
    form = {"name": "A sixth", "statement": "x", "team": network.pk, "criteria": ""}

    refused = as_admin.post("/admin/outcomes/new/", form)
    as_admin.post(
        "/admin/outcomes/outcome-0/", {**form, "name": "Outcome 0"}
    )  # not at work any more
    added = as_admin.post("/admin/outcomes/new/", form)

    assert "There are five already" in refused.content.decode()
    assert (refused.status_code, added.status_code) == (400, 302)
    assert Outcome.objects.filter(is_active=True).count() == 5


def test_an_integration_adds_and_changes_a_service(administrator, network):
    api = api_as(administrator, "services:read", "services:write")

    made = api.post(
        "/api/v1/services/", {"name": "Label Printing", "team": network.pk}, format="json"
    )
    url = "/api/v1/services/label-printing/"
    changed = api.patch(url, {"tier": 1}, format="json", headers={"If-Match": made["ETag"]})
    stale = api.patch(url, {"tier": 2}, format="json", headers={"If-Match": made["ETag"]})

    assert made.json()["value_statement_faults"] == [
        "Nobody has said yet what value this service brings."
    ]
    assert (made.status_code, changed.status_code, stale.status_code) == (201, 200, 412)
    assert Service.objects.get().tier == 1


def test_health_shows_what_waits(as_admin, parked):
    page = as_admin.get("/admin/health/").content.decode()

    assert "test.refuses" in page


def test_the_page_of_the_api_lists_what_it_does(client, agent):
    client.force_login(agent)

    page = client.get("/developers/").content.decode()

    assert "/api/v1/incidents/{ref}/resolve/" in page
    assert "Say what restored the service." in page


def test_the_palette_finds_pages_services_and_tickets_of_this_person(
    client, agent, requester, scanners, by_agent
):
    ticket = incidents.log_incident(actor=by_agent, title="No label printer")
    client.force_login(agent)
    assert "/services/warehouse-scanners/" in client.get("/find/?q=scan").content.decode()
    for words in (ticket.ref.lower(), "LABEL"):
        assert ticket.get_absolute_url() in client.get(f"/find/?q={words}").content.decode()
    assert "/rules/" in client.get("/find/?q=rules").content.decode()

    client.force_login(requester)
    assert "/services/warehouse-scanners/" not in client.get("/find/?q=scan").content.decode()
    assert ticket.ref not in client.get("/find/?q=label").content.decode()
    bare = client.get("/find/?q=x", headers={"HX-Request": "true"}).content.decode()
    assert bare.startswith('<ul id="found"')


def test_long_work_has_a_name_and_tells_only_what_fits_a_line(as_admin, administrator):
    job = jobs.start("automation.dry_run", requested_by_id=administrator.pk)
    Job.objects.filter(pk=job.pk).update(result={"left_out": 3, "months": {"2026-06": {"same": 1}}})

    page = as_admin.get(f"/admin/jobs/{job.pk}/").content.decode()

    assert "Dry run of a rule" in page
    assert "left out" in page
    assert "2026-06" not in page
    assert all(kind.words != name for name, kind in jobs.kinds().items())
