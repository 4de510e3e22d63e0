"""The box in which a case is tried: which row fits, why, who would be asked, and what a draft would have done."""

from time import monotonic

import pytest
from django.utils import timezone

from governance.models import DecisionRight
from governance.operations import rights as operations
from governance.queries import trying
from practices.change.models import Change
from practices.desk.models import Ticket
from svs.accounts.models import Role
from svs.events.actor import person
from tests.conftest import api_as, make_person

pytestmark = pytest.mark.django_db
MEDIUM = {"variety": "normal", "risk": 2}


def test_the_row_that_fits_and_why_not_those_before(scanners, network, owner, sponsor):
    peer = make_person("Kofi Owusu", Role.AGENT, team=network)

    found = trying.try_case(subject="change", said=MEDIUM, service_id=scanners.pk)

    assert found.right.name == "Normal change, medium risk"
    assert [one.fits for one in found.tried] == [False] * 5 + [True]
    assert found.tried[0].because == "for emergency, this is normal"
    assert found.tried[2].because == "only inside a freeze"
    assert [[one.user_id for one in rung.asked] for rung in found.chain] == [[peer.pk], [owner.pk]]


def test_what_no_row_fits_goes_to_an_executive(sponsor):
    DecisionRight.objects.filter(subject="policy").delete()

    found = trying.try_case(subject="policy", said={}, service_id=None)

    assert found.right is None
    assert [one.user_id for one in found.chain[0].asked] == [sponsor.pk]


def past_changes(service, n):
    tickets = Ticket.objects.bulk_create(
        Ticket(ref=f"CHG-9{i:05d}", kind="change", title="Past", state="CLOSED", phase="DONE", service=service, logged_at=timezone.now(), updated_at=timezone.now()) for i in range(n)
    )  # fmt: skip
    Change.objects.bulk_create(
        Change(ticket=ticket, type=("standard", "normal", "normal", "emergency")[i % 4], risk=1 + i % 3) for i, ticket in enumerate(tickets)
    )  # fmt: skip


def test_where_the_last_year_would_have_gone_before_and_after_a_draft(scanners, administrator):
    past_changes(scanners, 40)
    low = DecisionRight.objects.get(name="Normal change, low risk")
    draft = operations.draft_next(right=low, actor=person(administrator), steps=[])

    found = trying.past("change", draft)

    assert found.n == 40
    before, after = ({one.words: getattr(one, when) for one in found.rungs} for when in ("before", "after"))  # fmt: skip
    assert before["Automatic"] == 10
    assert after["Automatic"] == 10 + found.moved
    assert before["Peer"] == found.moved > 0
    assert sum(before.values()) == sum(after.values()) == 40


def test_ten_thousand_past_changes_take_less_than_five_seconds(
    scanners, administrator, django_assert_max_num_queries
):
    past_changes(scanners, 10_000)
    low = DecisionRight.objects.get(name="Normal change, low risk")
    draft = operations.draft_next(right=low, actor=person(administrator), steps=[])

    began = monotonic()
    with django_assert_max_num_queries(5):
        found = trying.past("change", draft)

    assert found.n == 10_000
    assert monotonic() - began < 5


def test_the_box_as_a_page(scanners, owner, administrator, client):
    client.force_login(owner)
    page = client.get("/rights/try/").content.decode()
    assert "Normal change, medium risk: peer, then service owner" in page
    assert "Elena Petrova" in page

    low = DecisionRight.objects.get(name="Normal change, low risk")
    operations.draft_next(right=low, actor=person(administrator), steps=[])
    asked = {"subject": "change", "variety": "normal", "risk": 1, "service": scanners.pk, "draft": low.ref}  # fmt: skip
    page = client.get("/rights/try/", asked).content.decode()
    assert "Normal change, low risk: automatic, nobody is asked" in page
    assert client.get("/rights/try/", {**asked, "risk": "x"}).status_code == 400


def test_the_box_by_api(scanners, owner):
    api = api_as(owner, "rights:read", "rights:write")
    said = {"subject": "change", "variety": "emergency", "service": scanners.pk}

    answer = api.post("/api/v1/decision-rights/try/", said, format="json").json()
    assert (answer["right"], [(one["by"], one["people"]) for one in answer["chain"]]) == ("R-01", [("owner", [owner.pk])])  # fmt: skip
    assert api.post("/api/v1/decision-rights/try/", {**said, "service": 999999}, format="json").status_code == 409  # fmt: skip
