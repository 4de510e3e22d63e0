"""What is hidden in the demo's past stands among the first three on the first screens, found by code that knows nothing of it.

One load a seed for all that is asked of it.
"""

import pytest
from django.test import Client
from django.utils import timezone

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
