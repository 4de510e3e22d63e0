"""What the API takes and gives for people and teams."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from svs.accounts.operations.roles import SCOPES
from svs.api.serializers import Id, StrictSerializer

if TYPE_CHECKING:
    from svs.accounts.models import Absence, Team, User

GIVEN = ("agent", "team_lead", "service_owner", "process_owner", "practice_lead", "board_member", "chair", "sponsor", "administrator", "auditor")  # fmt: skip
KINDS = tuple(sorted(set(SCOPES.values())))


class PersonChange(StrictSerializer):
    """What can be changed about somebody."""

    name = serializers.CharField(max_length=120, required=False)
    email = serializers.EmailField(max_length=254, required=False)
    job = serializers.CharField(max_length=120, required=False, allow_blank=True)
    department = serializers.CharField(max_length=120, required=False, allow_blank=True)
    phone = serializers.CharField(max_length=40, required=False, allow_blank=True)
    time_zone = serializers.CharField(max_length=64, required=False, allow_blank=True)


class PersonInput(PersonChange):
    """Somebody new."""

    name = serializers.CharField(max_length=120)
    email = serializers.EmailField(max_length=254)
    invite = serializers.BooleanField(default=False)


class MeChange(StrictSerializer):
    """What people say of themselves; nobody gives themself a role, an address or a way in here."""

    name = serializers.CharField(max_length=120, required=False)
    job = serializers.CharField(max_length=120, required=False, allow_blank=True)
    phone = serializers.CharField(max_length=40, required=False, allow_blank=True)
    time_zone = serializers.CharField(max_length=64, required=False, allow_blank=True)
    theme = serializers.ChoiceField(["", "light", "dark"], required=False)


class DeactivateInput(StrictSerializer):
    """Whether what they hold goes back to the queues of their teams."""

    hand_back = serializers.BooleanField(default=False)


class RoleInput(StrictSerializer):
    """A role, everywhere or for one service or practice."""

    role = serializers.ChoiceField(GIVEN)
    scope_kind = serializers.ChoiceField(KINDS, required=False)
    scope_id = Id(required=False)


class TakeInput(StrictSerializer):
    """A role that is held, by its id."""

    id = Id()


class AbsenceInput(StrictSerializer):
    """Days away, both included."""

    since = serializers.DateField()
    until = serializers.DateField()


class BackInput(StrictSerializer):
    """An absence, by its id."""

    id = Id()


class TeamInput(StrictSerializer):
    """A new team."""

    name = serializers.CharField(max_length=120)
    is_restricted = serializers.BooleanField(default=False)


class TeamChange(StrictSerializer):
    """What can be changed about a team."""

    name = serializers.CharField(max_length=120, required=False)
    is_restricted = serializers.BooleanField(required=False)


class RetireInput(StrictSerializer):
    """The team, by its id, that takes what is still open."""

    to_team = Id(required=False)


class MemberInput(StrictSerializer):
    """Somebody, by their id, and whether they lead."""

    person = Id()
    is_lead = serializers.BooleanField(default=False)


class LeaveInput(StrictSerializer):
    """Somebody, by their id."""

    person = Id()


class HeldOutput(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    role = serializers.CharField()
    scope_kind = serializers.CharField(allow_blank=True)
    scope_id = serializers.IntegerField(allow_null=True)


class PlaceOutput(serializers.Serializer[Any]):
    team = serializers.IntegerField()
    slug = serializers.CharField()
    is_lead = serializers.BooleanField()


class PersonOutput(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    email = serializers.EmailField()
    name = serializers.CharField()
    job = serializers.CharField(allow_blank=True)
    department = serializers.CharField(allow_blank=True)
    phone = serializers.CharField(allow_blank=True)
    time_zone = serializers.CharField(allow_blank=True)
    is_active = serializers.BooleanField()
    roles = HeldOutput(many=True)
    teams = PlaceOutput(many=True)
    version = serializers.IntegerField()


class MeOutput(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    email = serializers.EmailField()
    name = serializers.CharField()
    job = serializers.CharField(allow_blank=True)
    phone = serializers.CharField(allow_blank=True)
    time_zone = serializers.CharField(allow_blank=True)
    theme = serializers.CharField(allow_blank=True)
    roles = serializers.ListField(child=serializers.CharField())
    has_second_factor = serializers.BooleanField()
    version = serializers.IntegerField()


class AbsenceOutput(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    since = serializers.DateField()
    until = serializers.DateField()


class TeamOutput(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    slug = serializers.CharField()
    name = serializers.CharField()
    is_restricted = serializers.BooleanField()
    is_active = serializers.BooleanField()
    version = serializers.IntegerField()


_PERSON = ("id", "email", "name", "job", "department", "phone", "time_zone", "is_active", "version")
_ME = ("id", "email", "name", "job", "phone", "time_zone", "theme", "version")


def person_dict(row: User) -> dict[str, Any]:
    """Somebody as a flat answer."""
    roles = [{"id": r.pk, "role": r.role, "scope_kind": r.scope_kind, "scope_id": r.scope_id} for r in row.role_assignments.all()]  # fmt: skip
    teams = [{"team": m.team_id, "slug": m.team.slug, "is_lead": m.is_lead} for m in row.memberships.all()]  # fmt: skip
    return {**{name: getattr(row, name) for name in _PERSON}, "roles": roles, "teams": teams}


def me_dict(row: User) -> dict[str, Any]:
    """Whoever asks."""
    said = {name: getattr(row, name) for name in _ME}
    return {**said, "roles": sorted(row.roles()), "has_second_factor": row.has_second_factor}


def absence_dict(row: Absence) -> dict[str, Any]:
    return {"id": row.pk, "since": row.since, "until": row.until}


def team_dict(row: Team) -> dict[str, Any]:
    names = ("id", "slug", "name", "is_restricted", "is_active", "version")
    return {name: getattr(row, name) for name in names}
