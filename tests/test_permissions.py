"""Every route against every persona. A URL that stands in no table fails: nothing opens by being forgotten."""

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from svs.events.models import DomainEvent
from tests.permissions import (
    PERSONAS,
    administration,
    automation,
    boards,
    change,
    change_calendar,
    configuration,
    desk,
    desk_fields,
    desk_hands,
    desk_mail,
    desk_queue,
    desk_search,
    desk_sla,
    desk_talk,
    desk_ticket,
    governance,
    governance_rights,
    ground,
    improvement,
    incident,
    knowledge,
    mail,
    metrics,
    notices,
    people,
    portal,
    principles,
    register,
    service_level,
    service_request,
    valuechain,
    votes,
)

pytestmark = pytest.mark.django_db
TABLES = [
    ground,
    administration,
    people,
    notices,
    configuration,
    desk,
    desk_queue,
    desk_fields,
    desk_ticket,
    desk_search,
    desk_hands,
    desk_mail,
    desk_talk,
    desk_sla,
    incident,
    knowledge,
    mail,
    portal,
    service_request,
    service_level,
    change,
    change_calendar,
    automation,
    valuechain,
    metrics,
    improvement,
    governance,
    register,
    votes,
    principles,
    boards,
    governance_rights,
]
by_table = pytest.mark.parametrize("table", TABLES, ids=lambda t: t.__name__.split(".")[-1])
by_persona = pytest.mark.parametrize("persona", PERSONAS)


def routes(patterns, prefix: str = ""):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, prefix + str(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            yield prefix + str(pattern.pattern)


def fill(path: str, known: dict[str, str]) -> str:
    for placeholder, value in known.items():
        path = path.replace(placeholder, value)
    return "/" + path.replace("^", "").replace("$", "")


@pytest.fixture
def enter(client, request):
    def sign_in(persona: str):
        if persona != "nobody":
            client.force_login(request.getfixturevalue(persona))
        return client

    return sign_in


def test_every_route_is_listed():
    listed = [route for table in TABLES for route in table.PAGES]

    assert sorted(listed) == sorted(routes(get_resolver().url_patterns))


@by_persona
@by_table
def test_every_page_answers_each_persona_as_listed(table, persona, enter, request):
    known = table.examples(request.getfixturevalue)
    client = enter(persona)
    answers = {route: client.get(fill(route, known)).status_code for route in table.PAGES}

    expected = {route: codes[PERSONAS.index(persona)] for route, codes in table.PAGES.items()}
    assert answers == expected


@by_persona
@by_table
def test_every_verb_answers_each_persona_as_listed(table, persona, enter, request):
    known = table.examples(request.getfixturevalue)
    client, before, answers = enter(persona), DomainEvent.objects.count(), {}
    for method, path in table.VERBS:
        answer = client.generic(method, fill(path, known), "{}", content_type="application/json")
        answers[method, path] = answer.status_code

    expected = {verb: codes[PERSONAS.index(persona)] for verb, codes in table.VERBS.items()}
    assert answers == expected
    assert DomainEvent.objects.count() == before
