"""A row of the table is drafted, put before those who decide, and holds once it is adopted."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from governance.models import Approval, Board, DecisionRight
from governance.operations import boards
from governance.operations import rights as operations
from governance.operations.voting import cast_vote
from governance.queries import rights as queries
from svs import gates
from svs.accounts.models import Role
from svs.errors import RuleViolation, StaleVersion
from svs.events.actor import person
from svs.events.models import DomainEvent
from tests.conftest import api_as, make_person

pytestmark = pytest.mark.django_db
PEER = {"by": "peer", "hours": 24, "escalate": ["lead"]}


@pytest.fixture
def members(administrator):
    board = boards.make_board(actor=person(administrator), name="Change board", purpose="Weighs.")
    people = [make_person(name, Role.AGENT) for name in ("Marta Aas", "Henrik Silva", "Sofia Tran")]
    for who in people:
        boards.join_board(board=board, person=who, actor=person(administrator), is_chair=who == people[0])  # fmt: skip
    return people


def row(subject="policy", **more):
    return DecisionRight.objects.get(subject=subject, state="ADOPTED", until=None, **more)


def vote(draft, who, choice="approve", words=""):
    approval = Approval.objects.get(kind="right", subject_id=draft.pk, state="OPEN")
    return cast_vote(approval=approval, actor=person(who), user=who, choice=choice, words=words, version=approval.version)  # fmt: skip


def now_in_force(number):
    return queries.in_force().filter(number=number).first()


def test_a_draft_holds_once_the_board_adopted_it_and_closes_the_version_before(
    administrator, members
):
    before = row()
    draft = operations.draft_next(right=before, actor=person(administrator), steps=[PEER])

    assert operations.propose_right(draft=draft, actor=person(administrator)) == gates.ASKED
    for who in members[:2]:
        vote(draft, who)
        assert now_in_force(before.number).version == 1
    vote(draft, members[2])

    after = now_in_force(before.number)
    before.refresh_from_db()
    assert (after.version, [step["by"] for step in after.steps], before.until) == (2, ["peer"], after.since)  # fmt: skip
    names = DomainEvent.objects.filter(subject_type="decisionright", name__startswith="right.").order_by("id")  # fmt: skip
    assert [e.name for e in names] == ["right.drafted", "right.proposed", "right.adopted"]


def test_a_draft_that_was_refused_stays_a_draft(administrator, members):
    draft = operations.draft_next(right=row(), actor=person(administrator), steps=[])
    operations.propose_right(draft=draft, actor=person(administrator))

    for who in members:
        if Approval.objects.get(kind="right").state == "OPEN":
            vote(draft, who, "reject", "Keep the board")

    draft.refresh_from_db()
    assert draft.state == "DRAFT"
    assert now_in_force(draft.number).version == 1
    operations.edit_draft(draft=draft, actor=person(administrator), fields={"steps": [PEER]})
    assert operations.propose_right(draft=draft, actor=person(administrator)) == gates.ASKED


def test_whoever_wrote_on_a_draft_does_not_adopt_it(administrator, members):
    chair, board = members[0], Board.objects.get()
    boards.join_board(board=board, person=make_person("Malik Brandt", Role.AGENT), actor=person(administrator))  # fmt: skip
    draft = operations.draft_next(right=row(), actor=person(administrator), steps=[PEER])
    operations.edit_draft(draft=draft, actor=person(chair), fields={"why": "A peer sees it too."})
    operations.propose_right(draft=draft, actor=person(administrator))

    with pytest.raises(RuleViolation, match="own work"):
        vote(draft, chair)


def test_where_nobody_has_to_a_draft_is_adopted_at_once(administrator):
    of_table = row("right")
    DecisionRight.objects.filter(pk=of_table.pk).update(steps=[])
    draft = operations.draft_next(right=row(), actor=person(administrator), steps=[PEER])

    assert operations.propose_right(draft=draft, actor=person(administrator)) == gates.APPROVED
    assert now_in_force(draft.number).pk == draft.pk


def test_what_lies_before_deciders_is_taken_back_before_it_is_edited(administrator, members):
    draft = operations.draft_next(right=row(), actor=person(administrator), steps=[PEER])
    operations.propose_right(draft=draft, actor=person(administrator))

    for verb in (operations.discard_draft, operations.propose_right):
        with pytest.raises(RuleViolation, match="take it back"):
            verb(draft=draft, actor=person(administrator))
    with pytest.raises(RuleViolation, match="take it back"):
        operations.edit_draft(draft=draft, actor=person(administrator), fields={"why": "Other"})
    operations.take_back_right(draft=draft, actor=person(administrator))
    operations.discard_draft(draft=draft, actor=person(administrator))

    with pytest.raises(RuleViolation, match="no draft"):
        operations.edit_draft(draft=draft, actor=person(administrator), fields={"why": "Other"})


def test_one_draft_of_a_row_at_a_time_and_nobody_overwrites_another(administrator):
    draft = operations.draft_next(right=row(), actor=person(administrator))
    operations.edit_draft(draft=draft, actor=person(administrator), fields={"name": "Policies"}, edition=1)  # fmt: skip

    with pytest.raises(StaleVersion):
        operations.edit_draft(draft=draft, actor=person(administrator), fields={"name": "P"}, edition=1)  # fmt: skip
    with pytest.raises(RuleViolation, match="being written already"):
        operations.draft_next(right=row(), actor=person(administrator))


@pytest.mark.parametrize(
    "fields",
    [
        {"steps": [{"by": "king"}]}, {"steps": [{"by": "peer", "quorum": 0}]}, {"steps": [{"by": "peer", "board": 1}]},
        {"steps": [{"by": "peer", "escalate": ["chair"]}]}, {"steps": [{"by": "peer", "escalate": ["lead", "lead"]}]},
        {"steps": [{"by": "peer", "oops": 1}]}, {"steps": [PEER] * 5}, {"fits": {"moon": ["full"]}}, {"fits": {"risk": [9]}},
        {"fits": {"variety": ["standard"]}}, {"why": "  "}, {"position": 0}, {"steps": [{"by": "peer", "majority": "most"}]},
        {"steps": [{"by": "board", "board": 424242}]}, {"steps": [{"by": "peer", "hours": True}]},
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(administrator, fields):
    draft = operations.draft_next(right=row(), actor=person(administrator))

    with pytest.raises(RuleViolation):
        operations.edit_draft(draft=draft, actor=person(administrator), fields=fields)


def adopt(draft, by, version=None):
    operations.decided(draft.pk, actor=person(by), answer=gates.APPROVED, version=version or draft.edition)  # fmt: skip


def test_a_version_to_come_holds_from_its_moment_on_and_gives_way_to_one_adopted_meanwhile(
    administrator,
):
    first, by = row(), administrator
    with time_machine.travel("2026-10-01T09:00+00:00", tick=False):
        later = operations.draft_next(right=first, actor=person(by), steps=[], since=timezone.now() + timedelta(days=10))  # fmt: skip
        adopt(later, by)
        assert now_in_force(first.number).version == 1
    with time_machine.travel("2026-10-12T09:00+00:00", tick=False):
        assert now_in_force(first.number).version == 2
    with time_machine.travel("2026-10-03T09:00+00:00", tick=False):
        sooner = operations.draft_next(right=first, actor=person(by), steps=[PEER])
        adopt(sooner, by)
        assert now_in_force(first.number).version == 3
    with time_machine.travel("2026-10-12T09:00+00:00", tick=False):
        assert now_in_force(first.number).version == 3
    assert DecisionRight.objects.get(pk=later.pk).state == "DISCARDED"


def test_a_row_whose_end_is_adopted_is_in_the_table_no_more(administrator):
    first = row()
    draft = operations.draft_next(right=first, actor=person(administrator), ends=True)
    adopt(draft, administrator)

    assert now_in_force(first.number) is None
    assert len(DecisionRight.objects.filter(number=first.number)) == 2


def test_an_answer_about_an_older_edition_changes_nothing(administrator):
    draft = operations.draft_next(right=row(), actor=person(administrator), steps=[])
    operations.edit_draft(draft=draft, actor=person(administrator), fields={"steps": [PEER]})
    adopt(draft, administrator, version=1)

    draft.refresh_from_db()
    assert draft.state == "DRAFT"


def test_rights_by_page(administrator, members, agent, client):
    client.force_login(agent)
    assert client.post("/rights/R-16/propose/").status_code == 403
    client.force_login(administrator)
    said = {"name": "Policy", "why": "A peer looks.", "position": 10, "by1": "peer", "hours1": 24, "quorum1": 1, "share1": 50, "majority1": "first", "risk": [1, 2]}  # fmt: skip

    assert client.post("/rights/R-16/propose/").status_code == 404
    assert client.post("/rights/R-16/edit/", {**said, "hours1": 9999}).status_code == 400
    assert client.post("/rights/R-16/edit/", said).url == "/rights/R-16/"
    draft = DecisionRight.objects.get(number=16, version=2)
    assert (draft.fits, draft.steps[0]["by"]) == ({"risk": [1, 2]}, "peer")
    assert client.post("/rights/R-16/propose/").status_code == 302
    assert b"It lies before those who decide" in client.get("/rights/R-16/").content
    assert client.post("/rights/R-16/take-back/").status_code == 302
    assert client.post("/rights/R-16/discard/").status_code == 302
    assert client.post("/rights/R-16/end/").status_code == 302
    assert b"Draft: the row goes" in client.get("/rights/R-16/").content
    assert client.get("/rights/R-99/").status_code == 404
    new = {**said, "subject": "stream"}
    assert client.post("/rights/new/", new).url == "/rights/R-22/"


def test_rights_by_api(administrator):
    api = api_as(administrator, "rights:read", "rights:write")

    listed = api.get("/api/v1/decision-rights/").json()["results"]
    assert len(listed) == 21
    made = api.post("/api/v1/decision-rights/R-16/draft/", {"steps": [PEER]}, format="json")
    assert (made.status_code, made["ETag"]) == (201, '"1"')
    assert api.post("/api/v1/decision-rights/R-16/draft/", {}, format="json").status_code == 409
    patched = api.patch("/api/v1/decision-rights/R-16/", {"fits": {"risk": [1]}}, format="json", headers={"If-Match": '"1"'})  # fmt: skip
    assert (patched.json()["fits"], patched["ETag"]) == ({"risk": [1]}, '"2"')
    assert api.patch("/api/v1/decision-rights/R-16/", {"name": "X"}, format="json", headers={"If-Match": '"1"'}).status_code == 412  # fmt: skip
    assert api.patch("/api/v1/decision-rights/R-16/", {"steps": [{"by": "owner", "board": 7}]}, format="json", headers={"If-Match": '"2"'}).status_code == 409  # fmt: skip
    assert api.post("/api/v1/decision-rights/R-16/discard/", {}, format="json").json()["state"] == "DISCARDED"  # fmt: skip
    assert [one["revision"] for one in api.get("/api/v1/decision-rights/R-16/versions/").json()["results"]] == [2, 1]  # fmt: skip
