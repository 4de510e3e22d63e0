"""The seven guiding principles: what a right demands, what lacks, whose answers they are, and when they stand."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from governance import operations
from governance.models import Approval, DecisionRight, PrincipleCheck
from governance.operations.voting import cast_vote
from governance.queries import principles as queries
from governance.rules import principles as rules
from practices.change import operations as changes
from practices.change.operations import plan
from svs.accounts.models import Role
from svs.errors import RuleViolation, StaleVersion
from svs.events.actor import person
from svs.events.models import DomainEvent
from svs.services.models import Outcome
from tests.conftest import make_person

pytestmark = [pytest.mark.django_db, pytest.mark.principles]
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
WHOLE = {
    "plan": "Push 8.3",
    "backout": "Push 8.4",
    "test": "Two spare handhelds roamed",
    "backout_minutes": 5,
}
CRITERIA = ["Do pickers confirm at the shelf again?", "Does it spare other sites?"]
keys = st.sampled_from(sorted(rules.BY_KEY))


@pytest.fixture(autouse=True)
def _morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def same_day(network):
    return Outcome.objects.create(
        name="Same-day orders", slug="same-day", statement="Nine of ten orders leave the same day.", team=network, criteria=CRITERIA
    )  # fmt: skip


@pytest.fixture
def draft(by_agent, scanners, network):
    def make(**said):
        usual = {
            "title": "Roll back", "service_id": scanners.pk, "team_id": network.pk, "starts_at": NOW + timedelta(hours=2),
            "ends_at": NOW + timedelta(hours=3),
        }  # fmt: skip
        return changes.draft_change(actor=by_agent, **{**usual, **WHOLE, **said})

    return make


def value(*answers):
    answers = answers or ("yes", "yes")
    return [{"principle": rules.FOCUS, "question": q, "answer": a, "because": "Hall B has no drop"} for q, a in zip(CRITERIA, answers, strict=False)]  # fmt: skip


def others(*names, answer="yes"):
    return [{"principle": name, "answer": answer, "because": "One group, one package"} for name in names]  # fmt: skip


MOST = ("start_where_you_are", "progress_iteratively", "collaborate", "keep_it_simple")


def answer(ticket, actor, outcome, **said):
    usual = {"answers": [*value(), *others(*MOST)], "seen_in": "84 % now, 90 % by Thursday", "outcome_id": outcome.pk, "version": 1}  # fmt: skip
    return operations.answer_principles(kind="change", subject_id=ticket.pk, actor=actor, **{**usual, **said})  # fmt: skip


@given(st.lists(keys, unique=True))
def test_wherever_anything_is_asked_focus_on_value_comes_first(named):
    asked = rules.demanded(named, is_asked=True)

    assert asked == () if not named else asked[0] == rules.FOCUS
    assert set(asked) == ({rules.FOCUS, *named} if named else set())
    assert rules.demanded(named, is_asked=False) == ()


@given(
    st.lists(keys, unique=True), st.lists(keys, unique=True), st.sampled_from(["yes", "no", "na"])
)
def test_what_is_answered_lacks_no_more_whatever_the_answer(named, answered, said):
    given_ = rules.Given(True, ("Is it worth it?",), True, tuple(
        rules.Answer(key, "Is it worth it?" if key == rules.FOCUS else "", said, "because") for key in answered
    ))  # fmt: skip
    asked = rules.demanded(named, is_asked=True)

    assert len(rules.missing(asked, given_)) == len(set(asked) - set(answered))


def test_a_risky_change_is_not_put_before_deciders_before_its_principles_are_answered(draft, by_agent, same_day):  # fmt: skip
    ticket = draft()
    with pytest.raises(RuleViolation) as refused:
        changes.submit_change(ticket=ticket, actor=by_agent)
    assert refused.value.code == "principles_missing"
    assert "Focus on value: say which outcome it serves." in refused.value.message
    ticket.refresh_from_db()
    assert ticket.state == "DRAFT"

    answer(ticket, by_agent, same_day, answers=value("yes"))
    lacking = queries.standing("change", ticket.pk)[1]
    assert lacking[0] == "Focus on value: answer “Does it spare other sites?”"
    assert "Keep it simple and practical: not answered yet." in lacking

    answer(ticket, by_agent, same_day)
    assert changes.submit_change(ticket=ticket, actor=by_agent).state == "IN_APPROVAL"


def test_what_nobody_decides_demands_nothing():
    assert queries.asked_of(DecisionRight(principles=["keep_it_simple"], steps=[])) == ()
    assert queries.asked_of(None) == ()


def test_an_answer_of_no_is_an_answer_and_needs_a_reason(draft, by_agent, same_day):
    ticket = draft()
    without = [{**value()[0], "answer": "no", "because": " "}]
    with pytest.raises(RuleViolation) as refused:
        answer(ticket, by_agent, same_day, answers=without)
    assert refused.value.code == "because_required"

    answer(ticket, by_agent, same_day, answers=[*value("no", "na"), *others(*MOST, answer="no")])
    assert queries.standing("change", ticket.pk)[1] == []


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("unknown_principle", {"answers": [{"principle": "be_nice", "answer": "yes"}]}),
        ("unknown_answer", {"answers": [{"principle": "keep_it_simple", "answer": "perhaps"}]}),
        ("unknown_question", {"answers": [{"principle": rules.FOCUS, "question": "Is it fun?", "answer": "yes"}]}),
        ("unknown_question", {"answers": [{"principle": "keep_it_simple", "question": "Is it?", "answer": "yes"}]}),
        ("answered_twice", {"answers": others("keep_it_simple", "keep_it_simple")}),
        ("unknown_outcome", {"outcome_id": 4711}),
        ("unknown_measure", {"kpi_id": 4711}),
    ],
)  # fmt: skip
def test_what_cannot_be_answered_so_is_refused(draft, by_agent, same_day, code, said):
    with pytest.raises(RuleViolation) as refused:
        answer(draft(), by_agent, same_day, **said)

    assert refused.value.code == code
    assert not PrincipleCheck.objects.exists()


def test_a_new_version_takes_the_answers_along_to_be_looked_at_again(draft, by_agent, same_day):
    ticket = draft()
    answer(ticket, by_agent, same_day)
    changes.submit_change(ticket=ticket, actor=by_agent)

    changes.edit_plan(ticket=ticket, actor=by_agent, fields={"plan": "Push 8.3 to hall A"})

    check = queries.check_of("change", ticket.pk, 2)
    assert (check.version, check.copied_from, check.answers.count()) == (2, 1, 6)
    assert queries.shown(check, "change", 2).is_older
    answer(ticket, by_agent, same_day, version=2)
    assert not queries.shown(queries.check_of("change", ticket.pk, 2), "change", 2).is_older
    assert queries.check_of("change", ticket.pk, 1).copied_from is None


def test_an_edit_that_raises_the_tier_waits_for_what_it_demands(
    draft, by_agent, same_day, scanners
):
    ticket = draft(answers={}, test="", starts_at=None, ends_at=None, service_id=None)
    scanners.tier = 3
    scanners.save()
    changes.edit_plan(ticket=ticket, actor=by_agent, fields={"service_id": scanners.pk, "test": "Roamed"})  # fmt: skip
    changes.edit_plan(ticket=ticket, actor=by_agent, fields={"window": plan.window(NOW + timedelta(hours=2), NOW + timedelta(hours=3))})  # fmt: skip
    answer(ticket, by_agent, same_day, answers=value())
    assert changes.submit_change(ticket=ticket, actor=by_agent).state == "IN_APPROVAL"
    scanners.tier = 1
    scanners.save()

    with pytest.raises(RuleViolation) as refused:
        changes.edit_plan(ticket=ticket, actor=by_agent, fields={"plan": "All halls at once"})

    assert refused.value.code == "principles_missing"
    answer(ticket, by_agent, same_day)
    changes.edit_plan(ticket=ticket, actor=by_agent, fields={"plan": "All halls at once"})
    assert queries.check_of("change", ticket.pk, 2).copied_from == 1


def test_once_somebody_voted_the_answers_stand_and_more_may_be_added(draft, by_agent, same_day, owner):  # fmt: skip
    ticket = draft()
    answer(ticket, by_agent, same_day)
    changes.submit_change(ticket=ticket, actor=by_agent)
    approval = Approval.objects.get(subject_id=ticket.pk)
    cast_vote(approval=approval, actor=person(owner), user=owner, choice="approve", version=1)

    with pytest.raises(RuleViolation) as refused:
        answer(ticket, by_agent, same_day, answers=[*value("yes", "no"), *others(*MOST)])
    assert refused.value.code == "voted_on"
    more = answer(ticket, by_agent, same_day, answers=[*value(), *others(*MOST, "think_holistically")])  # fmt: skip
    assert more.answers.count() == 7


def test_somebody_elses_edition_is_not_written_over(draft, by_agent, same_day):
    ticket = draft()
    first = answer(ticket, by_agent, same_day, edition=0)
    answer(ticket, by_agent, same_day, edition=first.edition)

    with pytest.raises(StaleVersion):
        answer(ticket, by_agent, same_day, edition=first.edition)


def test_the_answering_stands_in_the_log_without_its_words(draft, by_agent, same_day):
    ticket = draft()
    answer(ticket, by_agent, same_day)

    event = DomainEvent.objects.get(name="principles.answered")
    assert event.data == {"kind": "change", "version": 1, "answers": 6}
    assert (event.about_type, event.about_id) == ("ticket", ticket.pk)


def test_a_workshop_answers_together(agent, by_agent, colleague, same_day):
    check = operations.open_check(actor=by_agent, kind="workshop", title="Receiving, redesigned", people=[colleague.pk])  # fmt: skip

    operations.answer_alone(check=check, actor=person(colleague), outcome_id=same_day.pk, answers=[*value(), *others("collaborate")])  # fmt: skip

    check.refresh_from_db()
    assert (sorted(check.people), check.edition, check.answered_by) == (sorted([agent.pk, colleague.pk]), 2, colleague)  # fmt: skip
    with pytest.raises(RuleViolation):
        operations.open_check(actor=by_agent, kind="change", title="Not alone")
    with pytest.raises(RuleViolation):
        operations.open_check(actor=by_agent, kind="workshop", title=" ")


def test_what_speaks_against_most_often_is_counted(draft, by_agent, same_day, owner):
    make_person("Vera Lind", Role.BOARD_MEMBER)
    ticket = draft()
    answer(ticket, by_agent, same_day, answers=[*value(), *others(*MOST[:3]), *others("keep_it_simple", answer="no")])  # fmt: skip
    changes.submit_change(ticket=ticket, actor=by_agent)
    approval = Approval.objects.get(subject_id=ticket.pk)
    cast_vote(approval=approval, actor=person(owner), user=owner, choice="reject", words="Two packages", principle="keep_it_simple", version=1)  # fmt: skip

    (row,) = queries.refused_by()
    assert (row["principle"].key, row["refused"], row["noes"]) == ("keep_it_simple", 1, 1)
    assert queries.refused_by("improvement") == []
    with time_machine.travel(NOW + timedelta(days=91), tick=False):
        assert queries.refused_by() == []


def test_every_principle_of_the_first_table_is_one_of_the_seven():
    for right in DecisionRight.objects.all():
        assert set(right.principles) <= set(rules.BY_KEY)
