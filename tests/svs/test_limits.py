"""So much a minute and no more: calls, searches, exports. A limiter that is out of order keeps nobody out."""

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.utils import timezone

from svs.web import limits
from tests.conftest import api_as, make_person

pytestmark = pytest.mark.django_db
CALL = "/api/v1/services/"


def test_calls_beyond_the_minute_are_refused_with_when_to_come_back(agent, colleague, settings):
    """B90."""
    settings.SVS_API_PER_MINUTE = 3
    ours, theirs = api_as(agent, "services:read"), api_as(colleague, "services:read")

    with time_machine.travel(timezone.now(), tick=False):
        answers = [ours.get(CALL) for _ in range(5)]
        other = theirs.get(CALL)
    with time_machine.travel(timezone.now() + timedelta(seconds=61)):
        later = ours.get(CALL)

    assert [a.status_code for a in answers] == [200, 200, 200, 429, 429]
    assert answers[0]["X-RateLimit-Limit"] == "3"
    assert [a["X-RateLimit-Remaining"] for a in answers[:4]] == ["2", "1", "0", "0"]
    assert 1 <= int(answers[-1]["Retry-After"]) <= 61
    assert answers[-1]["Content-Type"].startswith("application/problem+json")
    assert (other.status_code, later.status_code) == (200, 200)


@pytest.mark.parametrize(
    ("what", "most", "path"), [("export", 30, "/admin/audit/?format=csv"), ("search", 240, "/find/?q=x")]
)  # fmt: skip
def test_searches_and_exports_have_their_own_measure(client, administrator, what, most, path):
    """B90."""
    client.force_login(administrator)

    with time_machine.travel(timezone.now(), tick=False):
        minute = int(timezone.now().timestamp() // 60)
        cache.set(f"limit:{what}:{administrator.pk}:{minute}", most - 1, 120)
        last, refused = client.get(path), client.get(path)

    assert (last.status_code, refused.status_code) == (200, 429)
    assert 1 <= int(refused["Retry-After"]) <= 60


def test_a_limiter_out_of_order_keeps_nobody_out_and_says_so(agent, settings, monkeypatch, caplog):
    """B90, M12."""
    settings.SVS_API_PER_MINUTE = 1

    def broken(*_: object) -> None:
        raise ConnectionError("no cache")

    monkeypatch.setattr(limits.cache, "incr", broken)
    api = api_as(agent, "services:read")

    assert [api.get(CALL).status_code for _ in range(3)] == [200, 200, 200]
    assert "limiter out of order" in caplog.text


def test_zero_means_as_many_as_they_like(agent, settings):
    settings.SVS_API_PER_MINUTE = 0

    answer = api_as(agent, "services:read").get(CALL)

    assert answer.status_code == 200
    assert "X-RateLimit-Limit" not in answer
    assert cache.get("limit:api") is None
    assert make_person("Somebody", "agent").is_active
