"""Who decides by default, and which row of the table fits a case."""

from datetime import timedelta

import pytest
from django.utils import timezone

from governance.models import DecisionRight
from governance.queries.rights import right_for, tier_of
from governance.rules.rights import strictness
from svs.gates import HIGH, LOW, MEDIUM, VERY_HIGH, Case
from svs.services.models import Practice

pytestmark = pytest.mark.django_db


def case(kind="change", **known) -> Case:
    return Case(
        kind=kind, subject_type=kind, subject_id=1, ref="X-1", title="Thing", url="/", version=1, parties=frozenset(), **known
    )  # fmt: skip


def steps(found: DecisionRight | None) -> list[str]:
    assert found is not None
    return [step["by"] for step in found.steps]


@pytest.mark.parametrize(
    ("known", "asked"),
    [
        ({"variety": "standard"}, []),
        ({"variety": "normal", "risk": LOW}, ["peer"]),
        ({"variety": "normal", "risk": MEDIUM}, ["peer", "owner"]),
        ({"variety": "normal", "risk": HIGH}, ["owner", "board"]),
        ({"variety": "normal", "risk": VERY_HIGH}, ["board", "executive"]),
        ({"variety": "emergency", "risk": VERY_HIGH}, ["owner"]),
        ({"variety": "standard", "flags": frozenset({"freeze"})}, ["peer", "owner", "executive"]),
        ({"variety": "normal", "risk": HIGH, "flags": frozenset({"freeze"})}, ["owner", "board", "executive"]),
        ({"kind": "improvement", "risk": LOW}, []),
        ({"kind": "improvement", "risk": MEDIUM}, ["owner"]),
        ({"kind": "rule", "risk": LOW}, []),
        ({"kind": "rule", "risk": HIGH}, ["owner"]),
        ({"kind": "risk", "risk": MEDIUM}, ["owner"]),
        ({"kind": "risk", "risk": HIGH}, ["board"]),
        ({"kind": "risk", "risk": VERY_HIGH}, ["executive"]),
        ({"kind": "policy"}, ["board"]),
        ({"kind": "knob"}, []),
        ({"kind": "request"}, ["named"]),
        ({"kind": "template"}, ["board"]),
        ({"kind": "right"}, ["board"]),
        ({"kind": "stream"}, ["owner"]),
    ],
)  # fmt: skip
def test_every_installation_begins_with_a_table(known, asked):
    assert steps(right_for(case(**known))) == asked


@pytest.mark.parametrize("fits", [{"variety": ["emergency"]}, {}])
def test_an_emergency_change_is_never_automatic_whatever_the_table_says(fits):
    DecisionRight.objects.filter(subject="change").update(steps=[], fits=fits)

    assert right_for(case(variety="emergency")) is None  # and then the strictest holds


def test_a_case_nobody_thought_of_has_no_right_of_its_own():
    assert right_for(case("weather")) is None


def test_the_row_in_force_at_a_moment_holds():
    now = timezone.now()
    old = DecisionRight.objects.get(subject="policy")
    DecisionRight.objects.filter(pk=old.pk).update(until=now)
    DecisionRight.objects.create(
        number=old.number, version=2, subject="policy", name=old.name, why=old.why, steps=[], state="ADOPTED", since=now,
        written_at=now,
    )  # fmt: skip

    assert steps(right_for(case("policy"))) == []
    assert steps(right_for(case("policy"), now - timedelta(seconds=1))) == ["board"]


def test_a_draft_decides_nothing():
    DecisionRight.objects.create(number=90, subject="policy", position=1, name="Quick", why="Why not", written_at=timezone.now())  # fmt: skip

    assert steps(right_for(case("policy"))) == ["board"]


def test_the_maturity_of_the_practice_counts(django_assert_num_queries):
    Practice.objects.filter(key="change").update(maturity=4)

    with django_assert_num_queries(1):
        assert tier_of(case(practice="change")).maturity == 4
    with django_assert_num_queries(2):
        right_for(case(variety="standard", practice="change"))


def test_more_risk_never_asks_a_lower_rung():
    for kind in ("change", "improvement", "rule", "risk"):
        rungs = [
            strictness(right_for(case(kind, variety="normal", risk=risk)).steps)
            for risk in (LOW, MEDIUM, HIGH, VERY_HIGH)
        ]
        assert rungs == sorted(rungs)
