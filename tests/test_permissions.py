"""Every route against every persona. A URL that is not listed here fails: nothing opens by being forgotten."""

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from practices.incident import operations

pytestmark = pytest.mark.django_db
PERSONAS = ("nobody", "outsider", "requester", "owner", "agent")
SIGN_IN = 302  # the way to the sign-in page

# route -> what GET answers to each persona, in the order above; {ref} is an incident of the requester's
PAGES = {
    "": (SIGN_IN, 302, 302, 302, 302),
    "theme/": (SIGN_IN, 405, 405, 405, 405),
    "sign-in/": (200, 302, 302, 302, 302),
    "sign-out/": (SIGN_IN, 405, 405, 405, 405),
    "healthz": (200, 200, 200, 200, 200),
    "readyz": (200, 200, 200, 200, 200),
    "-/metrics": (404, 404, 404, 404, 404),
    "api/v1/openapi.json": (401, 200, 200, 200, 200),
    "incidents/": (SIGN_IN, 200, 200, 200, 200),
    "incidents/mine/": (SIGN_IN, 200, 200, 200, 200),
    "incidents/all/": (SIGN_IN, 200, 200, 200, 200),
    "incidents/log/": (SIGN_IN, 403, 403, 403, 200),
    "incidents/<slug:ref>/": (SIGN_IN, 404, 200, 200, 200),
    **{
        f"incidents/<slug:ref>/{verb}/": (SIGN_IN, 405, 405, 405, 405)
        for verb in ("assign", "hold", "resume", "resolve", "reopen", "close", "reply", "note")
    },
    r"api/v1/^incidents/$": (401, 200, 200, 200, 200),
    r"api/v1/^incidents/(?P<ref>[A-Z]{2,5}-[0-9]{1,12})/$": (401, 404, 200, 200, 200),
    **{
        rf"api/v1/^incidents/(?P<ref>[A-Z]{{2,5}}-[0-9]{{1,12}})/{verb}/$": (
            401,
            405,
            405,
            405,
            405,
        )
        for verb in ("assign", "hold", "resume", "resolve", "reopen", "close", "reply", "note")
    },
    r"api/v1/^incidents/(?P<ref>[A-Z]{2,5}-[0-9]{1,12})/messages/$": (401, 404, 200, 200, 200),
}
# verb -> what POST answers to each persona; 403 seen but forbidden, 404 unseen
VERBS = {
    "assign": (401, 404, 403, 403, 409),
    "hold": (401, 404, 403, 403, 400),
    "resume": (401, 404, 403, 403, 409),
    "resolve": (401, 404, 403, 403, 400),
    "reopen": (401, 404, 409, 403, 409),
    "close": (401, 404, 403, 403, 409),
    "reply": (401, 404, 400, 403, 400),
    "note": (401, 404, 403, 403, 400),
}


def routes(patterns, prefix: str = ""):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, prefix + str(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            yield prefix + str(pattern.pattern)


@pytest.fixture
def incident(by_agent, requester, scanners):
    return operations.log_incident(
        actor=by_agent, title="Slow", requester=requester, service_id=scanners.pk
    )


@pytest.fixture
def enter(client, request):
    def sign_in(persona: str):
        if persona != "nobody":
            client.force_login(request.getfixturevalue(persona))
        return client

    return sign_in


def test_every_route_is_listed():
    assert set(routes(get_resolver().url_patterns)) == set(PAGES)


@pytest.mark.parametrize("persona", PERSONAS)
def test_every_page_answers_each_persona_as_listed(persona, enter, incident):
    client, answers = enter(persona), {}
    for route in PAGES:
        path = route.replace("<slug:ref>", incident.ref).replace("^", "").replace("$", "")
        path = path.replace("(?P<ref>[A-Z]{2,5}-[0-9]{1,12})", incident.ref)
        answers[route] = client.get(f"/{path}").status_code

    assert answers == {
        route: expected[PERSONAS.index(persona)] for route, expected in PAGES.items()
    }


@pytest.mark.parametrize("persona", PERSONAS)
def test_every_verb_answers_each_persona_as_listed(persona, enter, incident):
    client, answers = enter(persona), {}
    for verb in VERBS:
        url = f"/api/v1/incidents/{incident.ref}/{verb}/"
        answers[verb] = client.post(url, "{}", content_type="application/json").status_code

    assert answers == {verb: expected[PERSONAS.index(persona)] for verb, expected in VERBS.items()}
    incident.refresh_from_db()
    assert incident.version == 1
