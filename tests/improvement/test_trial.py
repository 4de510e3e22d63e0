"""A trial freezes the numbers before, runs to its day, and cannot be left without a verdict."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from improvement import operations, queries
from improvement.models import Improvement, Trial
from metrics.models import Cell
from svs.errors import RuleViolation, StaleVersion, TransitionNotAllowed
from svs.events import deliver
from svs.events.actor import person
from svs.events.models import DomainEvent, Outgoing
from svs.services.models import Service
from tests.improvement.conftest import cells, plan_for
from tests.metrics.conftest import measure_at_work

pytestmark = pytest.mark.django_db


@pytest.fixture
def numbers(kpi):
    """Eight weeks of cases before."""
    today = timezone.localdate()
    cells(kpi, today - timedelta(days=56), today - timedelta(days=1), 80, 94, 100)
    return kpi


def start(improvement, owner, kpi, **changed) -> Trial:
    return operations.start_trial(improvement=improvement, actor=person(owner), plan=plan_for(kpi, **changed))  # fmt: skip


def test_starting_copies_every_value_of_the_days_before(assessed, owner, numbers):
    trial = start(assessed, owner, numbers)
    Cell.objects.all().delete()

    found = queries.evidence_of(Trial.objects.get())

    assert (found["n_before"], found["value_before"]) == (84, 94 * 60)
    assert trial.kpi_version == numbers.version
    assessed.refresh_from_db()
    assert assessed.state == "TRIAL"
    event = DomainEvent.objects.get(name="trial.started")
    assert (event.data["n"], event.about_id) == (84, assessed.pk)


def test_an_idea_cannot_be_tried_before_it_is_assessed(raised, owner, numbers):
    with pytest.raises(TransitionNotAllowed):
        start(raised, owner, numbers)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"change": " "}, "change_required"), ({"reason": ""}, "reason_required"), ({"hoped": 0.0}, "no_hope"),
        ({"hoped": float("nan")}, "no_hope"), ({"ends_on": timezone.localdate()}, "bad_end"),
        ({"ends_on": timezone.localdate() + timedelta(days=400)}, "bad_end"), ({"until": timezone.localdate()}, "bad_baseline"),
        ({"since": timezone.localdate() - timedelta(days=900), "until": timezone.localdate() - timedelta(days=800)}, "baseline_too_small"),
        ({"kpi_id": 2**31}, "bad_kpi"), ({"guards": [(2**31, 1.0)]}, "bad_kpi"), ({"guards": [(1, 1.0), (1, 2.0)]}, "bad_guard"),
    ],
)  # fmt: skip
def test_a_plan_that_could_not_be_judged_is_refused(assessed, owner, numbers, changed, code):
    with pytest.raises(RuleViolation) as refused, transaction.atomic():
        start(assessed, owner, numbers, **changed)

    assert refused.value.code == code
    assert not Trial.objects.exists()


def test_the_measure_is_one_at_work_on_the_same_service(assessed, owner, numbers):
    other = Service.objects.create(name="Payroll", slug="payroll", owner=owner, team=assessed.service.team, value_statement=assessed.service.value_statement)  # fmt: skip
    elsewhere = measure_at_work(other, owner)

    with pytest.raises(RuleViolation, match="at work on this service"):
        start(assessed, owner, elsewhere)


def test_a_trial_is_extended_once_with_a_reason(running, owner):
    improvement, longer = running.improvement, timezone.localdate() + timedelta(days=20)
    with pytest.raises(RuleViolation, match="why it needs longer"):
        operations.extend_trial(
            improvement=improvement, actor=person(owner), ends_on=longer, why=" "
        )

    trial = operations.extend_trial(improvement=improvement, actor=person(owner), ends_on=longer, why="The strike took a week.")  # fmt: skip
    with pytest.raises(RuleViolation) as refused:
        operations.extend_trial(improvement=improvement, actor=person(owner), ends_on=longer + timedelta(days=9), why="Once more.")  # fmt: skip

    assert refused.value.code == "extended_already"
    assert (trial.ends_on, trial.verdict_due) == (longer, longer + timedelta(days=3))
    event = DomainEvent.objects.get(name="trial.extended")
    assert event.data["was"] == running.ends_on.isoformat()


def test_extending_a_trial_that_waits_lets_it_run_again(ended, owner):
    longer = ended.ends_on + timedelta(days=10)

    trial = operations.extend_trial(improvement=ended.improvement, actor=person(owner), ends_on=longer, why="Too few cases.")  # fmt: skip

    assert (trial.ended_on, Improvement.objects.get().state) == (None, "TRIAL")


def test_on_the_day_after_its_last_it_ends_by_itself(running, owner):
    Trial.objects.update(ends_on=timezone.localdate() - timedelta(days=1))

    assert (operations.end_due_trials(), operations.end_due_trials()) == (1, 0)

    trial = Trial.objects.get()
    assert (trial.ended_on, trial.why_ended) == (timezone.localdate() - timedelta(days=1), "")
    assert Improvement.objects.get().state == "VERDICT"
    deliver.drain("improvement.tell_owner")
    assert Outgoing.objects.get().subject == f"{running.improvement.ref}: the verdict is due"


def test_ending_early_needs_a_reason(running, owner):
    with pytest.raises(RuleViolation, match="ends early"):
        operations.end_trial(improvement=running.improvement, actor=person(owner))


def test_an_overdue_verdict_is_seen_by_all_and_mailed_once(client, agent, ended, owner):
    Trial.objects.update(verdict_due=timezone.localdate() - timedelta(days=4))
    client.force_login(agent)

    page = client.get("/improvements/").content.decode()
    counts = [operations.remind_of_verdicts(), operations.remind_of_verdicts()]

    assert "Verdicts overdue" in page
    assert (
        "verdict overdue since"
        in client.get(f"/services/{ended.kpi.service.slug}/").content.decode()
    )
    assert counts == [1, 1]
    assert [mail.subject for mail in Outgoing.objects.filter(subject__contains="overdue")] == [f"{ended.improvement.ref}: the verdict is overdue"]  # fmt: skip


def test_it_stands_in_the_owners_list_of_verdicts_due(client, owner, agent, ended):
    client.force_login(owner)
    own = client.get("/improvements/").content.decode()
    client.force_login(agent)

    assert "Your verdicts due" in own
    assert "Your verdicts due" not in client.get("/improvements/").content.decode()


def test_nothing_leaves_its_trial_without_a_verdict(ended, running, owner):
    improvement = ended.improvement
    with pytest.raises(RuleViolation) as refused:
        operations.drop_improvement(
            improvement=improvement, actor=person(owner), why_dropped="Enough."
        )
    assert refused.value.code == "verdict_first"

    with pytest.raises(IntegrityError), transaction.atomic():
        Improvement.objects.filter(pk=improvement.pk).update(state="CLOSED", actual_result="Done.")


def test_its_service_cannot_change_under_it(running, owner):
    other = Service.objects.create(name="Payroll", slug="payroll", owner=owner)

    with pytest.raises(RuleViolation) as refused:
        operations.change_improvement(improvement=running.improvement, actor=person(owner), fields={"service_id": other.pk})  # fmt: skip

    assert refused.value.code == "service_on_trial"


def test_a_stale_version_is_refused(running, owner):
    with pytest.raises(StaleVersion):
        operations.end_trial(
            improvement=running.improvement, actor=person(owner), why="x", version=1
        )


def test_a_trial_is_planned_on_its_page_and_shows_before_and_now(client, owner, assessed, numbers):
    client.force_login(owner)
    url, today = f"/improvements/{assessed.ref}/", timezone.localdate()
    form = client.get(f"{url}start/").content.decode()
    said = {
        "change": "a locker stands in the hall", "effect": "less waiting", "reason": "no call is needed", "kpi": numbers.pk,
        "direction": "fall", "amount": 30, "since": today - timedelta(days=56), "until": today - timedelta(days=1),
        "ends_on": today + timedelta(days=28), "guard_1": "", "bound_1": "",
    }  # fmt: skip

    silent = client.post(f"{url}start/", {**said, "effect": ""})
    done = client.post(f"{url}start/", said)

    assert "Lead time" in form
    assert silent.status_code == 400
    assert done["Location"] == f"{url}trials/1/"
    trial = Trial.objects.get()
    assert trial.hoped == -1800
    page = client.get(done["Location"]).content.decode()
    assert "Too early to tell: 0 cases in the trial" in page
    assert "a locker stands in the hall" in page
    assert client.get(f"{url}start/").status_code == 409


def test_hostile_words_are_only_words(client, owner, assessed, numbers):
    evil = "<img src=x onerror=alert(1)>\"'{{7*7}}"
    start(assessed, owner, numbers, change=evil, effect=evil, reason=evil)
    client.force_login(owner)

    page = client.get(f"/improvements/{assessed.ref}/trials/1/").content.decode()

    assert "<img src=x" not in page
    assert "&lt;img src=x" in page


def test_the_trial_page_takes_the_same_statements_however_many_cases(client, owner, running, django_assert_max_num_queries):  # fmt: skip
    client.force_login(owner)

    with django_assert_max_num_queries(14):
        client.get(f"/improvements/{running.improvement.ref}/trials/1/")


def test_reading_writes_nothing(client, owner, ended):
    client.force_login(owner)
    before = DomainEvent.objects.count(), Trial.objects.values().get(), Improvement.objects.values().get()  # fmt: skip

    for url in ("", f"{ended.improvement.ref}/", f"{ended.improvement.ref}/trials/1/", "register.csv", f"{ended.improvement.ref}/trials/1/cases.csv"):  # fmt: skip
        assert client.get(f"/improvements/{url}").status_code == 200

    assert before == (DomainEvent.objects.count(), Trial.objects.values().get(), Improvement.objects.values().get())  # fmt: skip


def test_the_window_of_a_trial_that_began_today_holds_today(assessed, owner, numbers):
    trial = start(assessed, owner, numbers)

    assert queries.material_of(trial).now.until == timezone.localdate()
