"""One's own account, by page and by API: never a role, an address or a way in."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from svs.accounts.models import Absence, RoleAssignment, User
from svs.events.models import DomainEvent
from tests.conftest import api_as

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "field", ["is_staff", "is_superuser", "groups", "email_verified", "role", "roles", "email", "is_active", "is_program", "password", "version", "id", "has_second_factor"],
)  # fmt: skip
def test_nobody_gives_themself_what_is_not_theirs_to_give(requester, field):
    """B16."""
    api = api_as(requester, "me:read", "me:write")
    etag = api.get("/api/v1/me/")["ETag"]

    answer = api.patch("/api/v1/me/", {field: True, "job": "King"}, format="json", headers={"If-Match": etag})  # fmt: skip

    assert answer.status_code == 400
    me = User.objects.get(pk=requester.pk)
    assert (me.job, me.email, me.is_active, me.is_program) == ("", requester.email, True, False)
    assert not RoleAssignment.objects.filter(user=me).exists()
    assert not DomainEvent.objects.exists()


def test_a_form_with_more_fields_than_it_shows_changes_only_what_it_shows(client, requester):
    """B16."""
    client.force_login(requester)

    client.post("/account/", {"name": "Joost V.", "email": "evil@example.org", "is_active": "", "role": "administrator", "is_staff": "1"})  # fmt: skip

    me = User.objects.get(pk=requester.pk)
    assert (me.name, me.email, me.is_active) == ("Joost V.", requester.email, True)
    assert me.roles() == {"requester"}


def test_a_program_changes_what_it_may_with_the_version_it_read(requester):
    api = api_as(requester, "me:read", "me:write")
    read = api.get("/api/v1/me/")

    changed = api.patch("/api/v1/me/", {"phone": "+31 10 1", "theme": "dark"}, format="json", headers={"If-Match": read["ETag"]})  # fmt: skip
    stale = api.patch("/api/v1/me/", {"phone": "2"}, format="json", headers={"If-Match": read["ETag"]})  # fmt: skip
    without = api.patch("/api/v1/me/", {"phone": "2"}, format="json")

    assert (changed.status_code, stale.status_code, without.status_code) == (200, 412, 428)
    assert changed.json()["phone"] == "+31 10 1"
    assert changed.json()["roles"] == ["requester"]


def test_the_time_zone_of_a_person_is_the_one_they_read_times_in(client, agent, administrator):
    agent.last_login = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
    agent.save()
    client.force_login(administrator)

    utc = client.get(f"/admin/people/{agent.pk}/").content.decode()
    client.post("/account/", {"name": "Maya Okafor", "time_zone": "Asia/Tokyo"})
    tokyo = client.get(f"/admin/people/{agent.pk}/").content.decode()

    assert "12:00" in utc
    assert "21:00" in tokyo


def test_absences_are_ones_own_to_note_and_to_take_back(client, agent, colleague):
    day = timezone.localdate()
    theirs = Absence.objects.create(user=colleague, since=day, until=day)
    client.force_login(agent)

    client.post("/account/absences/", {"since": day, "until": day})
    backwards = client.post("/account/absences/", {"since": day, "until": day - timedelta(days=1)})  # fmt: skip
    mine = Absence.objects.get(user=agent)
    foreign = client.post(f"/account/absences/{theirs.pk}/remove/")
    client.post(f"/account/absences/{mine.pk}/remove/")

    assert backwards.status_code == 400
    assert "It ends before it begins." in backwards.content.decode()
    assert foreign.status_code == 404
    assert list(Absence.objects.all()) == [theirs]


def test_people_and_teams_are_looked_after_by_programs_too(administrator, network, scanners):
    api = api_as(administrator, "people:read", "people:write")

    made = api.post("/api/v1/people/", {"name": "Noor", "email": "noor@example.org"}, format="json")
    url = f"/api/v1/people/{made.json()['id']}/"
    changed = api.patch(url, {"job": "Picker"}, format="json", headers={"If-Match": made["ETag"]})
    given = api.post(f"{url}give-role/", {"role": "service_owner", "scope_kind": "service", "scope_id": scanners.pk}, format="json")  # fmt: skip
    wrong = api.post(f"{url}give-role/", {"role": "agent", "scope_kind": "service", "scope_id": scanners.pk}, format="json")  # fmt: skip
    nowhere = api.post(f"{url}give-role/", {"role": "service_owner", "scope_kind": "service", "scope_id": 999_999}, format="json")  # fmt: skip
    joined = api.post("/api/v1/teams/network-operations/join/", {"person": made.json()["id"], "is_lead": True}, format="json")  # fmt: skip
    shown = api.get(url).json()
    out = api.post(f"{url}deactivate/", {}, format="json")

    assert (made.status_code, changed.status_code, given.status_code, joined.status_code) == (201, 200, 200, 200)  # fmt: skip
    assert (wrong.status_code, nowhere.status_code) == (409, 409)
    assert shown["roles"][0]["scope_id"] == scanners.pk
    assert shown["teams"] == [{"team": network.pk, "slug": "network-operations", "is_lead": True}]
    assert out.json()["is_active"] is False
    assert [row["name"] for row in api.get("/api/v1/people/?active=true&q=maya").json()["results"]] == ["Maya Okafor"]  # fmt: skip
    assert api.get("/api/v1/people/?role=king").status_code == 400
