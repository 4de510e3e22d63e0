"""The verdict is forced, in plain words from the numbers, on evidence that is frozen under a seal."""

from datetime import timedelta

import pytest
from django.utils import timezone

from improvement import operations, queries
from improvement.models import Improvement, Trial
from improvement.rules import judging
from metrics.models import Cell
from practices.automation import operations as automation
from practices.automation.models import Rule
from svs.errors import RuleViolation, TransitionNotAllowed
from svs.events.actor import person
from svs.events.models import DomainEvent
from tests.conftest import api_as
from tests.improvement.conftest import cells, plan_for

pytestmark = pytest.mark.django_db


def keep(trial: Trial, owner, because: str = "The gain is twice what we hoped for.") -> Trial:
    return operations.keep_trial(improvement=trial.improvement, actor=person(owner), because=because)  # fmt: skip


def test_the_heading_is_the_verdict_in_plain_words(client, owner, ended):
    client.force_login(owner)

    page = client.get(f"/improvements/{ended.improvement.ref}/trials/1/").content.decode()

    assert "<h1>It worked: lead time is 31 min, not 92 min.</h1>" in page
    assert "so it is at least the 30 min hoped for" in page
    assert "Keep it" in page
    assert "Enough" in page


def test_a_verdict_without_a_because_is_refused(client, owner, ended):
    client.force_login(owner)

    refused = client.post(f"/improvements/{ended.improvement.ref}/keep/", {"because": "  "})

    assert refused.status_code == 409
    assert "This field is required" in refused.content.decode()
    with pytest.raises(RuleViolation, match="cannot be closed without it"):
        keep(ended, owner, " ")
    assert Improvement.objects.get().state == "VERDICT"


def test_while_it_runs_there_is_no_verdict_to_give(owner, running):
    with pytest.raises(TransitionNotAllowed):
        keep(running, owner)


def test_kept_closes_it_with_its_measured_difference_and_tells_the_value(client, owner, ended):
    client.force_login(owner)

    client.post(f"/improvements/{ended.improvement.ref}/keep/", {"because": "It stays."})

    improvement, trial = Improvement.objects.get(), Trial.objects.get()
    assert (improvement.state, improvement.verdict, improvement.label) == ("CLOSED", "KEPT", "Kept")
    assert improvement.actual_result.startswith("It worked: lead time is 31 min, not 92 min.")
    names = list(DomainEvent.objects.order_by("id").values_list("name", flat=True))
    assert names[-3:] == ["trial.kept", "improvement.verdict_given", "improvement.closed"]
    assert DomainEvent.objects.get(name="trial.kept").data["seal"] == trial.seal
    told = queries.value_told(owner, timezone.localdate() - timedelta(days=1))
    n, shift = trial.evidence["n_trial"], -trial.evidence["difference"]["estimate"]
    assert told.hours == pytest.approx(n * shift / 3600)
    assert told.low < told.hours < told.high
    assert (told.trials, told.rows[0]["ref"]) == (1, improvement.ref)


def test_what_was_saved_is_told_only_to_those_who_see_the_service(owner, agent, ended, scanners):
    keep(ended, owner)
    scanners.is_restricted = True
    scanners.save()

    assert queries.value_told(agent, timezone.localdate()).trials == 0


def test_the_evidence_is_frozen_and_what_differs_since_is_listed(client, owner, ended):
    trial = keep(ended, owner)
    shown = queries.evidence_of(trial)["heading"]
    Cell.objects.filter(day=timezone.localdate() - timedelta(days=3)).update(n=2, seconds=[60.0, 120.0])  # fmt: skip
    client.force_login(owner)

    page = client.get(f"/improvements/{trial.improvement.ref}/trials/1/").content.decode()

    assert shown in page
    assert trial.seal in page
    assert "1 side" in page
    assert "1 days differ" in page
    assert "no longer carries its seal" not in page


def test_evidence_that_was_altered_is_seen(client, owner, ended):
    trial = keep(ended, owner)
    Trial.objects.update(evidence={**Trial.objects.get().evidence, "value_trial": 1.0})
    client.force_login(owner)

    assert judging.seal(Trial.objects.get().evidence) != trial.seal
    assert "no longer carries its seal" in client.get(f"/improvements/{trial.improvement.ref}/trials/1/").content.decode()  # fmt: skip


def test_adapted_starts_a_new_trial_from_the_numbers_of_this_one(client, owner, ended):
    client.force_login(owner)
    url, ends = f"/improvements/{ended.improvement.ref}/", timezone.localdate() + timedelta(days=20)
    short = client.post(f"{url}adapt/", {"because": "Half of the halls have none."})

    done = client.post(f"{url}adapt/", {"because": "Half of the halls have none.", "change": "every hall has a locker", "amount": 5, "ends_on": ends})  # fmt: skip

    assert short.status_code == 409
    assert done["Location"] == f"{url}trials/2/"
    first, second = Trial.objects.order_by("number")
    assert (first.verdict, second.verdict, second.hoped) == ("ADAPTED", "", -300)
    assert second.baseline == first.evidence["trial"]
    assert second.effect == first.effect
    improvement = Improvement.objects.get()
    assert (improvement.state, improvement.verdict) == ("TRIAL", "ADAPTED")


def test_discarded_keeps_the_evidence_and_switches_the_rule_off(owner, ended, administrator):
    rule = automation.create_rule(actor=person(administrator), name="Book a swap", trigger="incident.logged", conditions=[], actions=[{"action": "tag", "tag": "swap"}])  # fmt: skip
    Rule.objects.update(state="ENABLED")
    Improvement.objects.update(rule=rule)

    trial = operations.discard_trial(improvement=ended.improvement, actor=person(owner), because="It costs more than it brings.", takes_back="The lockers go.")  # fmt: skip

    rule.refresh_from_db()
    improvement = Improvement.objects.get()
    assert (rule.state, improvement.state, improvement.verdict) == ("DISABLED", "CLOSED", "DISCARDED")  # fmt: skip
    assert improvement.ref in rule.why_disabled
    assert (trial.takes_back, bool(trial.seal), trial.saved) == ("The lockers go.", True, None)
    assert DomainEvent.objects.filter(name="rule.disabled").exists()


def test_a_rule_that_is_off_already_does_not_stop_the_verdict(owner, ended, administrator):
    rule = automation.create_rule(actor=person(administrator), name="Book a swap", trigger="incident.logged", conditions=[], actions=[{"action": "tag", "tag": "swap"}])  # fmt: skip
    Improvement.objects.update(rule=rule)

    operations.discard_trial(improvement=ended.improvement, actor=person(owner), because="No.")

    assert Improvement.objects.get().state == "CLOSED"


def test_nobody_names_a_rule_who_may_not_write_one(client, owner, raised, administrator):
    rule = automation.create_rule(actor=person(administrator), name="Book a swap", trigger="incident.logged", conditions=[], actions=[{"action": "tag", "tag": "swap"}])  # fmt: skip
    client.force_login(owner)

    assert (
        "Rule it rests on" not in client.get(f"/improvements/{raised.ref}/edit/").content.decode()
    )
    assert client.get(f"/improvements/raise/?rule={rule.ref}").status_code == 404


def test_who_raised_it_does_not_judge_it(client, agent, ended):
    Improvement.objects.update(raised_by=agent)
    client.force_login(agent)

    assert client.post(f"/improvements/{ended.improvement.ref}/keep/", {"because": "x"}).status_code == 403  # fmt: skip


def test_too_few_cases_can_still_be_judged(owner, assessed, kpi):
    today = timezone.localdate()
    cells(kpi, today - timedelta(days=56), today - timedelta(days=1), 80, 94)
    operations.start_trial(improvement=assessed, actor=person(owner), plan=plan_for(kpi))
    operations.end_trial(improvement=assessed, actor=person(owner), why="The lockers were stolen.")

    trial = operations.discard_trial(improvement=assessed, actor=person(owner), because="Nobody can tell, and they are gone.")  # fmt: skip

    assert trial.evidence["state"] == "TOO_FEW"
    assert trial.evidence["difference"] is None


def test_an_integration_tries_and_judges(owner, assessed, kpi):
    today = timezone.localdate()
    cells(kpi, today - timedelta(days=56), today - timedelta(days=1), 80, 94)
    api = api_as(owner, "improvements:read", "improvements:write")
    url = f"/api/v1/improvements/{assessed.ref}/"
    body = {"kpi": kpi.ref, "change": "a", "effect": "b", "reason": "c", "hoped": -600, "ends_on": (today + timedelta(days=9)).isoformat()}  # fmt: skip

    started = api.post(f"{url}start/", body, format="json")
    longer = api.post(f"{url}extend/", {"ends_on": (today + timedelta(days=12)).isoformat(), "why": "A strike."}, format="json")  # fmt: skip
    stale = api.post(f"{url}end/", {"why": "Over."}, format="json", headers={"If-Match": started["ETag"]})  # fmt: skip
    ended = api.post(f"{url}end/", {"why": "Over."}, format="json")
    kept = api.post(f"{url}keep/", {"because": "It helps."}, format="json")
    trials = api.get(f"{url}trials/").json()["results"]

    answers = [a.status_code for a in (started, longer, stale, ended, kept)]
    assert answers == [200, 200, 412, 200, 200]
    assert [a.json()["state"] for a in (started, ended, kept)] == ["TRIAL", "VERDICT", "CLOSED"]
    assert (trials[0]["verdict"], trials[0]["shows"], trials[0]["n_before"], len(trials[0]["seal"])) == ("KEPT", "TOO_FEW", 112, 64)  # fmt: skip


def test_every_value_leaves_as_csv(client, owner, ended):
    client.force_login(owner)

    lines = client.get(f"/improvements/{ended.improvement.ref}/trials/1/cases.csv").content.decode().splitlines()  # fmt: skip

    assert lines[0] == "window,day,seconds"
    assert len(lines) - 1 == sum(queries.evidence_of(Trial.objects.get())[key] for key in ("n_before", "n_trial"))  # fmt: skip
