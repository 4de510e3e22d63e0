"""A ticket of the requester's on the scanners, with a place of its own for files."""

import pytest

from practices.desk.models import Attachment, Ticket
from practices.incident import operations
from svs.knobs import registry as knobs
from tests.conftest import api_as
from tests.practices.desk.uploads import put
from tests.practices.incident.conftest import as_agent, log, resolve

__all__ = ["as_agent", "log", "resolve"]


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def ticket(by_agent, requester, scanners, network):
    made = operations.log_incident(
        actor=by_agent, title="Scanners lose session", requester=requester, service_id=scanners.pk, team_id=network.pk
    )  # fmt: skip
    return Ticket.objects.get(pk=made.pk)


@pytest.fixture
def here(ticket) -> str:
    return ticket.get_absolute_url()


@pytest.fixture
def as_requester(requester):
    from django.test import Client  # noqa: PLC0415 -- a second browser

    client = Client()
    client.force_login(requester)
    return client


@pytest.fixture
def at_once(db):
    """Replies by page leave at once."""
    knobs.set_value(key="desk.reply_delay_seconds", value=0)


@pytest.fixture
def outsider_api(outsider):
    return api_as(outsider)


@pytest.fixture
def sent(agent_api, ticket):
    """A file that came with a public reply."""
    key = put(agent_api, ticket, content=b"CANARY bytes").json()["id"]
    agent_api.post(f"/api/v1/incidents/{ticket.ref}/reply/", {"body": "Here", "attachments": [key]}, format="json")  # fmt: skip
    return Attachment.objects.get()
