"""How much a rule could do wrong while nobody looks."""

import pytest

from practices.automation import queries, rules

SERVICE = {"field": "service", "operator": "is", "value": 1}


def weigh(*actions, conditions=(SERVICE,), tier=2, **dry_run):
    return rules.weigh([{"action": action} for action in actions], conditions, dry_run, tier)


@pytest.mark.parametrize(
    ("actions", "more", "risk"),
    [
        (["tag", "note"], {}, 1),
        (["assign"], {}, 1),
        (["assign"], {"tier": 1}, 1),
        (["reply"], {"tier": 1}, 2),
        (["assign"], {"conditions": [], "tier": 1}, 2),
        (["reply"], {"conditions": [], "tier": 1}, 3),
        (["reply", "assign"], {"conditions": [], "tier": 1}, 3),
        (["reply", "assign"], {"tier": 1, "changed": 1000, "months": {"2026-10": {}}, "opposite": 10}, 3),
        (["reply", "assign"], {"tier": 1, "changed": 9000, "months": {"2026-10": {}}, "opposite": 900}, 4),
    ],
)  # fmt: skip
def test_what_a_rule_does_where_and_how_often_makes_its_risk(actions, more, risk):
    assert weigh(*actions, **more).risk == risk


def test_every_point_is_explained():
    found = weigh("assign", "reply", conditions=[], tier=1, changed=600, months={"2026-10": {}}, opposite=60)  # fmt: skip

    assert [line.words for line in found.because] == [
        "It hands tickets over.",
        "It writes to the requester: that cannot be taken back.",
        "It asks nothing: it acts on every ticket.",
        "It acts alone on a tier 1 service.",
        "It would have acted on 20 tickets a day.",
        "In 10 of 100 cases people chose otherwise.",
    ]
    assert found.points == 8


def test_a_rule_for_no_service_is_as_critical_as_the_most_critical_of_all(write, scanners):
    everywhere = write("Everywhere", actions=[{"action": "tag", "tag": "x"}], at_work=False)

    found = queries.weighed(everywhere)

    assert "It acts alone on a tier 1 service." in [line.words for line in found.because]
    assert queries.case_of(everywhere.pk).tier == 1


def test_a_rule_is_put_before_deciders_as_a_sentence_with_its_writers(write, lead, routes_scanners, scanners):  # fmt: skip
    rule = write(**routes_scanners, at_work=False)

    case = queries.case_of(rule.pk)

    assert (case.kind, case.version, case.service_id, case.risk) == ("rule", 1, scanners.pk, 1)
    assert case.parties == {lead.pk}
    assert dict(case.facts)["What it does"].startswith("When an incident is logged for Warehouse Scanners, without a team, then hand it to")  # fmt: skip
