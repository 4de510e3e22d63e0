"""Who sees a ticket is asked in two ways, of rows and of one record in hand; both say the same."""

from itertools import product

import pytest

from practices.desk import access
from practices.incident import operations as incidents
from svs.accounts.models import Team
from svs.services.models import Service

pytestmark = pytest.mark.django_db


def test_both_ways_say_the_same_of_every_ticket_to_everybody(
    agent, colleague, requester, owner, outsider, by_agent, network
):
    secret_team = Team.objects.create(name="HR", slug="hr", is_restricted=True)
    kinds = [(False, None), (False, owner), (True, None), (True, owner)]
    services = [None] + [
        Service.objects.create(name=f"S{n}", slug=f"s{n}", is_restricted=hidden, owner=whose, team=team)
        for n, ((hidden, whose), team) in enumerate(product(kinds, (None, network)))
    ]  # fmt: skip
    for service, team in product(services, (None, network, secret_team)):
        incidents.log_incident(
            actor=by_agent, title="x", requester=requester, service_id=service and service.pk, team_id=team and team.pk
        )  # fmt: skip

    for person in (agent, colleague, requester, owner, outsider):
        seen = set(access.visible_to(person).values_list("pk", flat=True))
        by_hand = {
            ticket.pk
            for ticket in access.Ticket.objects.select_related("team", "service")
            if access.sees(person, ticket)
        }
        assert by_hand == seen, person.name
