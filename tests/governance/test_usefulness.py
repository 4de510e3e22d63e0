"""What a right costs and changes, and the rung below where it changes nothing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from governance.models import Approval, DecisionRight
from governance.queries.usefulness import usefulness
from governance.rules import ladder
from governance.rules.rights import StepPlan, strictness

pytestmark = pytest.mark.django_db


def decided(right, hours=6, days_ago=10, n=1, **more):
    at = timezone.now() - timedelta(days=days_ago)
    fields = {"state": "APPROVED", **more}
    start = Approval.objects.count()
    for i in range(start, start + n):
        Approval.objects.create(
            kind="change", subject_type="ticket", subject_id=i + 1, subject_ref="CHG-1", title="T", url="/", version=1, right=right,
            asked_at=at - timedelta(hours=hours), decided_at=at, **fields,
        )  # fmt: skip


@pytest.fixture
def peer_right():
    return DecisionRight.objects.get(name="Normal change, low risk")


def test_twenty_that_changed_nothing_are_too_many(peer_right):
    decided(peer_right, n=19)
    assert not usefulness([peer_right])[peer_right.pk].is_overdesigned

    decided(peer_right, hours=48)
    use = usefulness([peer_right])[peer_right.pk]
    assert (use.n, use.changed, use.median, use.is_overdesigned) == (20, 0, 6 * 3600, True)
    assert use.p90 == 6 * 3600


@pytest.mark.parametrize(
    "change", [{"state": "REFUSED"}, {"words": "Only at night"}, {"voided_votes": 1}, {"round": 2}]
)
def test_one_that_changed_something_is_worth_the_others(peer_right, change):
    decided(peer_right, n=25)
    decided(peer_right, **change)

    use = usefulness([peer_right])[peer_right.pk]
    assert (use.n, use.changed, use.share, use.is_overdesigned) == (26, 1, 4, False)


def test_what_is_long_ago_open_or_taken_back_counts_nothing(peer_right):
    decided(peer_right, n=20, days_ago=91)
    decided(peer_right, n=3, state="WITHDRAWN")

    assert usefulness([peer_right])[peer_right.pk].n == 0


def test_what_each_right_is_worth_takes_one_statement(peer_right, django_assert_num_queries):
    rights = list(DecisionRight.objects.all())
    decided(peer_right, n=5)

    with django_assert_num_queries(1):
        usefulness(rights)


@pytest.mark.parametrize(
    ("steps", "below"),
    [
        (["peer"], []), (["named"], []), (["owner"], ["peer"]), (["board"], ["owner"]), (["executive"], ["board"]),
        (["peer", "owner"], ["peer"]), (["owner", "board"], ["owner"]), (["owner", "board", "executive"], ["owner", "board"]), ([], []),
    ],
)  # fmt: skip
def test_a_rung_lower(steps, below):
    lower = ladder.lower([StepPlan(by, hours=24, escalate=("sponsor",)).as_data() for by in steps])

    assert [step["by"] for step in lower] == below
    assert ladder.clean_steps(lower, []) == lower
    assert strictness(lower) < strictness([{"by": by} for by in steps]) or not steps


def test_a_rung_lower_is_one_click_away(administrator, peer_right, client):
    decided(peer_right, n=24)
    client.force_login(administrator)

    assert b"overdesigned" in client.get("/rights/").content
    assert b"24 approvals in 90 days changed nothing" in client.get(f"/rights/{peer_right.ref}/").content  # fmt: skip
    assert client.post(f"/rights/{peer_right.ref}/lower/").status_code == 302
    draft = DecisionRight.objects.get(number=peer_right.number, state="DRAFT")
    assert (draft.steps, draft.why) == ([], "24 approvals in 90 days changed nothing; who is asked less decides sooner.")  # fmt: skip


def test_the_table_costs_the_same_however_much_was_decided(
    administrator, peer_right, client, django_assert_max_num_queries
):
    decided(peer_right, n=30)
    client.force_login(administrator)
    client.get("/rights/")

    with django_assert_max_num_queries(14):
        client.get("/rights/")
