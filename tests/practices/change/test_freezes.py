"""When nothing may change, and when something may: made, shown before it is saved, told, lifted."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from governance.models import DecisionRight
from practices.change import operations, queries, states
from practices.change.models import Change, Freeze
from practices.desk.models import Ticket
from svs.accounts.models import Role
from svs.errors import RuleViolation, StaleVersion
from svs.events.actor import person
from svs.events.models import DomainEvent
from svs.services.models import Service
from tests.conftest import make_person

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(MONDAY, tick=False) as moved:
        yield moved


@pytest.fixture(autouse=True)
def nobody_decides(db):
    """Who has to say yes is not told here."""
    DecisionRight.objects.update(steps=[])


@pytest.fixture
def by_admin(administrator):
    return person(administrator)


@pytest.fixture
def planned(by_agent, scanners, agent):
    """An approved change, from and to in hours from that Monday morning."""

    def make(since: float = 24, until: float = 25, **said) -> Ticket:
        ticket = operations.draft_change(
            actor=by_agent, title="Roll hall A back", service_id=scanners.pk, assignee_id=agent.pk, plan="Do it", backout="Undo it",
            starts_at=MONDAY + since * HOUR, ends_at=MONDAY + until * HOUR, **said,
        )  # fmt: skip
        return operations.submit_change(ticket=ticket, actor=by_agent)

    return make


def freeze(actor, since: float = 20, until: float = 48, **said) -> Freeze:
    fields = {"name": "Stocktaking", "why": "Stock is counted.", **said}
    return operations.make_freeze(actor=actor, starts_at=MONDAY + since * HOUR, ends_at=MONDAY + until * HOUR, **fields)  # fmt: skip


def told() -> list[str]:
    names = ("freeze.", "change.frozen", "change.unfrozen")
    return [n for n in DomainEvent.objects.order_by("id").values_list("name", flat=True) if n.startswith(names)]  # fmt: skip


def test_a_freeze_is_told_to_those_whose_changes_lie_in_it(planned, by_admin, scanners):
    hit, beside = planned(24, 25), planned(60, 61)

    made = freeze(by_admin, service_ids=[scanners.pk])

    assert told() == ["freeze.made", "change.frozen"]
    event = DomainEvent.objects.get(name="change.frozen")
    assert (event.subject_id, event.about_id, event.data["freeze_id"]) == (hit.pk, made.pk, made.pk)
    assert Ticket.objects.get(pk=beside.pk).state == states.SCHEDULED


@pytest.mark.parametrize(
    ("since", "until", "said", "code"),
    [
        (20, 20, {}, "ends_before_start"),
        (20, 19, {}, "ends_before_start"),
        (-20, -10, {}, "over"),
        (20, 20 + 24 * 200, {}, "too_long"),
        (24 * 1200, 24 * 1201, {}, "out_of_reach"),
        (20, 30, {"name": "  "}, "name_required"),
        (20, 30, {"why": " "}, "why_required"),
        (20, 30, {"service_ids": [987654]}, "unknown_service"),
    ],
)
def test_a_freeze_that_makes_no_sense_is_refused(by_admin, since, until, said, code):
    with pytest.raises(RuleViolation) as refused:
        freeze(by_admin, since, until, **said)

    assert refused.value.code == code
    assert (Freeze.objects.count(), told()) == (0, [])


def test_what_has_not_begun_is_cancelled_and_stays_known(by_admin, planned):
    planned(24, 25)
    made = freeze(by_admin)
    with pytest.raises(RuleViolation, match="cancel it"):
        operations.lift_freeze(freeze=made, actor=by_admin)

    operations.cancel_freeze(freeze=made, actor=by_admin)

    assert told() == ["freeze.made", "change.frozen", "freeze.cancelled", "change.unfrozen"]
    assert Freeze.objects.get().state_at(MONDAY) == "cancelled"
    with pytest.raises(RuleViolation, match="over"):
        operations.change_freeze(freeze=made, actor=by_admin, fields={"name": "Another"})


def test_what_has_begun_is_lifted_and_keeps_its_start(by_admin, planned, clock):
    late = planned(40, 41)
    made = freeze(by_admin)
    clock.move_to(MONDAY + 21 * HOUR)
    with pytest.raises(RuleViolation, match="lift it"):
        operations.cancel_freeze(freeze=made, actor=by_admin)
    with pytest.raises(RuleViolation, match="only its end"):
        operations.change_freeze(freeze=made, actor=by_admin, fields={"starts_at": MONDAY + 22 * HOUR})  # fmt: skip

    operations.lift_freeze(freeze=made, actor=by_admin)

    assert Freeze.objects.get().ends_at == MONDAY + 21 * HOUR
    assert DomainEvent.objects.get(name="change.unfrozen").subject_id == late.pk


def test_a_freeze_that_is_over_holds_no_change_back_that_lay_in_it(by_admin, by_agent, planned, clock):  # fmt: skip
    ticket = planned(20, 48)
    made = freeze(by_admin, 20, 40)
    clock.move_to(MONDAY + 21 * HOUR)
    with pytest.raises(RuleViolation, match="nobody decided on it"):
        operations.start_change(ticket=ticket, actor=by_agent)

    operations.lift_freeze(freeze=made, actor=by_admin)

    assert operations.start_change(ticket=ticket, actor=by_agent).state == "IMPLEMENTING"


def test_a_freeze_that_moves_tells_whom_it_reaches_and_whom_it_leaves(by_admin, planned):
    first, second = planned(24, 25), planned(60, 61)
    made = freeze(by_admin)

    operations.change_freeze(
        freeze=made, actor=by_admin, fields={"starts_at": MONDAY + 50 * HOUR, "ends_at": MONDAY + 70 * HOUR}, version=1
    )  # fmt: skip

    reached = dict(DomainEvent.objects.filter(name__in=("change.frozen", "change.unfrozen")).order_by("id").values_list("subject_id", "name"))  # fmt: skip
    assert reached == {first.pk: "change.unfrozen", second.pk: "change.frozen"}
    with pytest.raises(StaleVersion):
        operations.change_freeze(freeze=made, actor=by_admin, fields={"name": "A"}, version=1)


def test_the_changes_in_a_freeze_are_shown_before_it_is_saved(client, administrator, planned):
    planned(24, 25)
    client.force_login(administrator)
    said = {"name": "Stocktaking", "why": "Stock is counted.", "starts_at": "2026-03-03T05:00", "ends_at": "2026-03-04T09:00"}  # fmt: skip

    looked = client.post("/changes/freezes/new/", said)

    assert "1 change lies in it." in looked.content.decode()
    assert (
        "Roll hall A back" not in looked.content.decode()
    )  # an administrator does not read tickets
    assert not Freeze.objects.exists()
    assert client.post("/changes/freezes/new/", {**said, "seen": "1"}).status_code == 302
    assert Freeze.objects.get().name == "Stocktaking"


def test_chairs_make_freezes_and_keep_the_services_they_do_not_see(client, scanners, owner):
    chair = make_person("Ingrid Solheim", Role.CHAIR)
    hidden = Service.objects.create(name="Secret", slug="secret", owner=owner, is_restricted=True)
    made = freeze(person(chair), service_ids=[scanners.pk, hidden.pk])
    client.force_login(chair)
    page = client.get(f"/changes/freezes/{made.pk}/").content.decode()
    assert "Warehouse Scanners" in page
    assert "Secret" not in page

    client.post(
        f"/changes/freezes/{made.pk}/",
        {"name": "Count", "why": "Stock", "starts_at": "2026-03-03T05:00", "ends_at": "2026-03-04T09:00", "version": "1"},
    )  # fmt: skip

    made.refresh_from_db()
    assert (made.name, queries.services_of(made)) == ("Count", [hidden.pk])


def test_another_window_is_looked_at_and_then_proposed(client, agent, planned, by_admin):
    ticket = planned(24, 25)
    freeze(by_admin, 30, 60)
    client.force_login(agent)
    here = f"/changes/{ticket.ref}/window/"
    page = client.get(f"{here}?starts_at=2026-03-03T16:00:00Z&ends_at=2026-03-03T17:00:00Z")
    assert "lies in the Stocktaking until Wed 4 Mar 21:00, which forbids it" in page.content.decode()  # fmt: skip
    version = Ticket.objects.get(pk=ticket.pk).version
    said = {"starts_at": "2026-03-03T11:00", "ends_at": "2026-03-03T12:00", "version": str(version)}

    looked = client.post(here, {**said, "look": "1"})
    assert looked.status_code == 200
    assert Change.objects.get().starts_at == MONDAY + 24 * HOUR
    assert client.post(here, said).status_code == 302

    assert Change.objects.get().starts_at == MONDAY + 26 * HOUR
    assert DomainEvent.objects.filter(name="change.voided", subject_id=ticket.pk).exists()


@pytest.mark.parametrize("asked", ["starts_at=x&ends_at=y", "starts_at=0001-01-01T00:00Z&ends_at=9999-12-31T00:00Z", "starts_at=2026-13-40"])  # fmt: skip
def test_a_window_that_is_none_is_not_looked_at(client, agent, planned, asked):
    ticket = planned(24, 25)
    client.force_login(agent)

    assert client.get(f"/changes/{ticket.ref}/window/?{asked}").status_code == 200
