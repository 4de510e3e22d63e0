"""A ticket of the requester's on the scanners."""

import pytest

from practices.incident import operations as incidents


@pytest.fixture
def ticket(by_agent, requester, scanners):
    return incidents.log_incident(
        actor=by_agent, title="Scanner is slow", service_id=scanners.pk, requester=requester
    )
