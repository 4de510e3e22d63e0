"""What is hidden in the demo's past stands among the first three on the first screens, found by code that knows nothing of it.

One load a seed for all that is asked of it.
"""

import re

import pytest
from django.test import Client
from django.utils import timezone

from improvement import queries as improvement
from practices.automation import queries as automation
from svs.accounts.models import Team, User
from svs.demo import story
from svs.services.models import Service
from valuechain import queries as valuechain

pytestmark = pytest.mark.django_db
SEEDS, TICKETS = (1, 2, 3, 4, 5), 3000


@pytest.fixture(scope="module", params=SEEDS)
def told(request, loaded):
    """The story of a seed, its past in the database."""
    with loaded(tickets=TICKETS, seed=request.param):
        yield story.of(request.param)


def member(team: str) -> User:
    """Who leads this team."""
    return User.objects.get(memberships__team__slug=team, memberships__is_lead=True)


def see(user: User, path: str) -> str:
    client = Client()
    client.force_login(user)
    return client.get(path, headers={"HX-Request": "true"}).content.decode()


def test_the_teams_that_play_ping_pong_stand_above_the_queue_of_their_lead(told):
    planted = told.ping_pong
    names = {Team.objects.get(slug=slug).name for slug in (planted.sends, planted.returns)}
    service = Service.objects.get(slug=planted.service)
    lead = member(planted.returns)

    pairs = valuechain.ping_pong_pairs(lead, *valuechain.period(lead), limit=3)
    shown = see(lead, "/streams/back-and-forth/")

    assert ({pairs[0].home, pairs[0].away}, pairs[0].service_id) == (names, service.pk)
    assert pairs[0].since is not None
    assert abs((timezone.localdate() - pairs[0].since).days / 7 - planted.weeks) < 4
    assert service.name in shown
    assert all(name in shown for name in (n.replace("&", "&amp;") for n in names))


def test_the_fault_that_comes_again_is_among_the_first_candidates_of_its_owner(told):
    planted = told.recurring
    service = Service.objects.select_related("owner").get(slug=planted.service)
    stem = planted.words.split("{")[0].strip()

    groups = dict(improvement.board(service.owner, top=3).groups)
    page = see(service.owner, "/improvements/candidates/")

    found = groups["Recurring incident"]
    assert {one.service for one in found if one.heading.startswith(stem)} == {service.name}
    assert stem in page


def test_ping_pong_is_among_the_first_candidates_too(told):
    service = Service.objects.select_related("owner").get(slug=told.ping_pong.service)

    groups = dict(improvement.board(service.owner, top=3).groups)

    assert service.name in [one.service for one in groups["Back and forth"]]


def test_the_rule_that_helped_is_told_with_what_it_saved(told):
    service = Service.objects.get(slug=told.helped.service)
    lead = member(told.helped.team)

    helped = automation.rules_that_helped(lead, limit=3)
    shown = see(lead, f"/rules/{helped[0].rule.ref}/effect/")

    assert helped[0].rule.name.startswith(service.name)
    assert helped[0].shift.is_less
    assert helped[0].saved > 0
    assert re.search(r"sooner|less|shorter|faster", shown)
