"""What nobody caught still gets a decent answer: a pause when the database is away, else our fault in plain words."""

import json

import pytest
from django.db import DatabaseError, InterfaceError, OperationalError

from svs.web.views import server_error


def broken_by(error: Exception, request):
    try:
        raise error
    except Exception:  # noqa: BLE001 -- as Django calls it
        return server_error(request)


@pytest.mark.parametrize(
    "error", [OperationalError("secret host"), InterfaceError("closed"), DatabaseError("cut off")]
)
def test_a_database_that_is_away_is_a_pause(rf, error):
    page, call = broken_by(error, rf.get("/")), broken_by(error, rf.get("/api/v1/incidents/"))

    assert page.status_code == call.status_code == 503
    assert page["Retry-After"] == call["Retry-After"] == "2"
    assert b"Try again in a few seconds" in page.content
    assert json.loads(call.content)["code"] == "unavailable"
    assert b"secret" not in page.content + call.content


def test_all_else_is_our_fault_and_tells_nothing_of_our_insides(rf):
    page = broken_by(ValueError("secret"), rf.get("/"))
    call = broken_by(ValueError("secret"), rf.post("/api/v1/incidents/"))

    assert page.status_code == call.status_code == 500
    assert call["Content-Type"] == "application/problem+json"
    assert "Retry-After" not in call
    assert b"secret" not in page.content + call.content
