"""A change is drafted, decided, done inside its window; nothing starts that was not approved as it stands."""

from datetime import timedelta

import pytest

from practices.change import operations, states
from practices.desk import queries as desk
from practices.desk.operations import verbs
from svs import gates
from svs.errors import RuleViolation, TransitionNotAllowed
from svs.events.actor import SYSTEM_ACTOR, person
from svs.events.models import DomainEvent
from tests.practices.change.conftest import NOW, change_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("morning")]


def names(ticket):
    return list(DomainEvent.objects.filter(subject_type="ticket", subject_id=ticket.pk).order_by("id").values_list("name", flat=True))  # fmt: skip


def approve(ticket, words=""):
    operations.decided(ticket.pk, actor=SYSTEM_ACTOR, answer=gates.APPROVED, version=change_of(ticket).plan_version, words=words)  # fmt: skip
    ticket.refresh_from_db()


def code_of(act) -> str:
    with pytest.raises(RuleViolation) as raised:
        act()
    return raised.value.code


def test_a_change_that_nobody_has_to_decide_waits_for_its_window_at_once(draft, by_agent, nobody_judges):  # fmt: skip
    ticket = operations.submit_change(ticket=draft(), actor=by_agent)

    assert (ticket.state, ticket.cause, ticket.wake_at) == (states.SCHEDULED, "window", NOW + timedelta(hours=2))  # fmt: skip
    assert change_of(ticket).approved_version == 1
    assert names(ticket) == ["change.logged", "change.submitted", "change.approved"]


@pytest.mark.parametrize(
    ("missing", "code"),
    [({"plan": " "}, "plan_required"), ({"backout": ""}, "backout_required"), ({"service_id": None}, "service_required"),
     ({"starts_at": None, "ends_at": None}, "window_required")],
)  # fmt: skip
def test_what_is_not_said_whole_is_not_put_before_anybody(draft, by_agent, missing, code):
    ticket = draft(**missing)

    assert code_of(lambda: operations.submit_change(ticket=ticket, actor=by_agent)) == code
    ticket.refresh_from_db()
    assert ticket.state == states.DRAFT


def test_a_normal_change_is_decided_before_its_window_begins_an_emergency_may_be_under_way(draft, by_agent):  # fmt: skip
    window = {"starts_at": NOW - timedelta(minutes=10), "ends_at": NOW + timedelta(hours=1)}

    assert code_of(lambda: operations.submit_change(ticket=draft(**window), actor=by_agent)) == "window_began"  # fmt: skip
    ticket = operations.submit_change(ticket=draft(type="emergency", **window), actor=by_agent)

    assert ticket.state == states.IN_APPROVAL
    assert DomainEvent.objects.get(name="change.submitted").data["emergency"] is True


@pytest.mark.parametrize("type", ["normal", "emergency"])
def test_a_window_that_is_over_is_proposed_by_nobody(draft, by_agent, type):
    ticket = draft(
        type=type, starts_at=NOW - timedelta(hours=2), ends_at=NOW - timedelta(minutes=1)
    )

    assert code_of(lambda: operations.submit_change(ticket=ticket, actor=by_agent)) == "window_passed"  # fmt: skip


def test_it_starts_only_inside_its_window(draft, by_agent, morning, nobody_judges):
    ticket = operations.submit_change(ticket=draft(), actor=by_agent)

    for wrong in (NOW, NOW + timedelta(hours=3)):
        morning.move_to(wrong)
        assert code_of(lambda: operations.start_change(ticket=ticket, actor=by_agent)) == "outside_window"  # fmt: skip
    ticket.refresh_from_db()
    assert ticket.state == states.SCHEDULED
    morning.move_to(NOW + timedelta(hours=2, minutes=59))
    assert operations.start_change(ticket=ticket, actor=by_agent).state == states.IMPLEMENTING


@pytest.mark.parametrize("state", [states.DRAFT, states.IN_APPROVAL])
def test_what_was_not_approved_never_starts(draft, by_agent, morning, state):
    ticket = draft()
    if state == states.IN_APPROVAL:
        operations.submit_change(ticket=ticket, actor=by_agent)
    morning.move_to(NOW + timedelta(hours=2, minutes=1))

    with pytest.raises(TransitionNotAllowed):
        operations.start_change(ticket=ticket, actor=by_agent)

    ticket.refresh_from_db()
    assert ticket.state == state


def test_an_edit_before_the_deciders_voids_what_they_said_and_asks_anew(draft, by_agent):
    ticket = operations.submit_change(ticket=draft(), actor=by_agent)

    ticket = operations.edit_plan(ticket=ticket, actor=by_agent, fields={"plan": "Push 8.3 to hall A only"})  # fmt: skip

    assert (ticket.state, change_of(ticket).plan_version, change_of(ticket).submitted_version) == (states.IN_APPROVAL, 2, 2)  # fmt: skip
    operations.decided(ticket.pk, actor=SYSTEM_ACTOR, answer=gates.APPROVED, version=1, words="")
    ticket.refresh_from_db()
    assert ticket.state == states.IN_APPROVAL  # what was said of the old version approves nothing
    voided = DomainEvent.objects.get(name="change.voided")
    assert voided.data["fields"] == ["plan"]


def test_an_edit_after_it_was_approved_has_it_decided_anew(draft, by_agent, morning):
    ticket = operations.submit_change(ticket=draft(), actor=by_agent)
    approve(ticket)

    ticket = operations.edit_plan(ticket=ticket, actor=by_agent, fields={"ends_at": NOW + timedelta(hours=4)})  # fmt: skip

    assert (ticket.state, change_of(ticket).approved_version) == (states.IN_APPROVAL, None)
    morning.move_to(NOW + timedelta(hours=2, minutes=1))
    with pytest.raises(TransitionNotAllowed):
        operations.start_change(ticket=ticket, actor=by_agent)


def test_an_edit_that_changes_nothing_leaves_everything(draft, by_agent):
    ticket = operations.submit_change(ticket=draft(), actor=by_agent)
    approve(ticket)
    said = change_of(ticket)

    operations.edit_plan(ticket=ticket, actor=by_agent, fields={"plan": said.plan, "starts_at": said.starts_at, "ends_at": said.ends_at})  # fmt: skip

    ticket.refresh_from_db()
    assert (ticket.state, change_of(ticket).plan_version) == (states.SCHEDULED, 1)


def test_an_approved_change_is_not_edited_into_one_without_a_plan(draft, by_agent):
    ticket = operations.submit_change(ticket=draft(), actor=by_agent)

    assert code_of(lambda: operations.edit_plan(ticket=ticket, actor=by_agent, fields={"plan": " "})) == "plan_required"  # fmt: skip
    assert change_of(ticket).plan


def test_a_draft_is_edited_as_often_as_one_likes_and_stays_version_one(draft, by_agent):
    ticket = draft()

    for plan in ("One", "Two"):
        operations.edit_plan(ticket=ticket, actor=by_agent, fields={"plan": plan})

    change = change_of(ticket)
    assert (change.plan_version, change.versions.get().said["plan"]) == (1, "Two")


def test_whoever_edits_anothers_draft_writes_a_version_of_their_own_and_does_not_decide_on_it(draft, by_agent, colleague):  # fmt: skip
    ticket = draft()

    operations.edit_plan(ticket=ticket, actor=person(colleague), fields={"plan": "Better"})
    operations.edit_plan(ticket=ticket, actor=by_agent, fields={"plan": "Best"})

    assert change_of(ticket).plan_version == 3
    assert colleague.pk in gates.matter_of("change").describe(ticket.pk).parties


def test_two_who_edit_at_once_do_not_write_over_each_other(draft, by_agent, colleague):
    ticket = draft()
    read = ticket.version
    operations.edit_plan(ticket=ticket, actor=by_agent, fields={"plan": "Mine"}, version=read)

    assert code_of(lambda: operations.edit_plan(ticket=ticket, actor=person(colleague), fields={"plan": "Theirs"}, version=read)) == "stale_version"  # fmt: skip
    assert change_of(ticket).plan == "Mine"


def test_another_implementer_is_a_material_edit_another_team_is_none(draft, by_agent, agent, colleague, network):  # fmt: skip
    ticket = operations.submit_change(ticket=draft(assignee_id=agent.pk), actor=by_agent)
    approve(ticket)

    operations.assign_change(ticket=ticket, actor=by_agent, team_id=network.pk, assignee_id=agent.pk)  # fmt: skip
    assert change_of(ticket).ticket.state == states.SCHEDULED
    operations.assign_change(ticket=ticket, actor=by_agent, assignee_id=colleague.pk)

    change = change_of(ticket)
    assert (change.ticket.state, change.plan_version, change.ticket.assignee_id) == (states.IN_APPROVAL, 2, colleague.pk)  # fmt: skip
    assert DomainEvent.objects.filter(name="change.voided").get().data["fields"] == ["assignee_id"]


def test_time_runs_out_and_it_is_a_draft_again_that_says_why(draft, by_agent):
    ticket = operations.submit_change(ticket=draft(), actor=by_agent)

    operations.decided(ticket.pk, actor=SYSTEM_ACTOR, answer=gates.EXPIRED, version=1, words="")

    change = change_of(ticket)
    assert change.ticket.state == states.DRAFT
    assert "Nobody decided in time" in change.decided_words
    assert names(ticket)[-1] == "change.expired"


def test_a_refusal_keeps_its_reason_and_a_draft_may_be_made_of_it_again(draft, by_agent):
    ticket = operations.submit_change(ticket=draft(), actor=by_agent)
    operations.decided(ticket.pk, actor=SYSTEM_ACTOR, answer=gates.REFUSED, version=1, words="Not in the peak")  # fmt: skip

    assert (change_of(ticket).ticket.state, change_of(ticket).decided_words) == (states.REFUSED, "Not in the peak")  # fmt: skip
    assert operations.reopen_change(ticket=ticket, actor=by_agent).state == states.DRAFT


def test_what_is_withdrawn_waits_for_nobody(draft, by_agent):
    ticket = operations.submit_change(ticket=draft(), actor=by_agent)

    assert operations.withdraw_change(ticket=ticket, actor=by_agent).state == states.DRAFT
    again = operations.submit_change(ticket=ticket, actor=by_agent)

    assert (again.state, change_of(again).plan_version) == (states.IN_APPROVAL, 1)


def test_waiting_for_approval_and_for_the_window_are_waits_with_these_causes(draft, by_agent, morning):  # fmt: skip
    ticket = draft()
    morning.shift(timedelta(minutes=5))
    operations.submit_change(ticket=ticket, actor=by_agent)
    morning.shift(timedelta(minutes=20))
    approve(ticket)
    morning.move_to(NOW + timedelta(hours=2))
    operations.start_change(ticket=ticket, actor=by_agent)

    life = [(row["phase"], row["cause"], row["seconds"]) for row in desk.life(ticket)]
    assert life[:3] == [("ACTIVE", "", 300), ("WAITING", "approval", 1200), ("WAITING", "window", 5700)]  # fmt: skip


@pytest.mark.parametrize("verb", ["hold", "resume"])
def test_a_change_waits_for_nothing_else(draft, by_agent, verb):
    ticket = draft()
    said = {"cause": "vendor"} if verb == "hold" else {}

    with pytest.raises(TransitionNotAllowed):
        verbs.do(verb, ticket=ticket, actor=by_agent, **said)


@pytest.mark.parametrize(("since", "until"), [(1, 185 * 24), (26_500, 26_501), (69_000_000, 69_000_001), (-26_500, -26_499)])  # fmt: skip
def test_a_window_of_years_or_in_another_age_is_none(draft, since, until):
    with pytest.raises(RuleViolation) as refused:
        draft(starts_at=NOW + timedelta(hours=since), ends_at=NOW + timedelta(hours=until))

    assert refused.value.code == "bad_window"
