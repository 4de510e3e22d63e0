"""Load a person with their roles and teams at once: every request asks for all three."""

import json
from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db import connection

from svs.accounts.knobs import ORGANISATION, SECOND_FACTOR_FOR
from svs.accounts.models import ApiClient, User, hash_token
from svs.knobs.registry import Knob

_PERSON = ("id", "email", "name", "job", "phone", "department", "is_active", "is_program", "theme", "time_zone", "password", "last_login", "guide_closed_at", "version", "created_at")  # fmt: skip
_CLIENT = ("id", "name", "prefix", "scopes", "expires_at")
# Beside roles and teams: what is hidden from them and whether anything was granted, so that no statement about tickets need join for it.
_WITH = f"""
select {", ".join(f"u.{name}" for name in _PERSON)},
       (select coalesce(json_agg(json_build_array(r.role, r.scope_kind, r.scope_id)), '[]') from accounts_roleassignment r
        where r.user_id = u.id),
       (select coalesce(array_agg(m.team_id), '{{}}') from accounts_membership m where m.user_id = u.id),
       exists (select 1 from mfa_authenticator f where f.user_id = u.id and f.type = 'totp'),
       (select k.value from knobs_knobvalue k where k.key = 'accounts.second_factor_for'
        and k.effective_at <= clock_timestamp() order by k.effective_at desc, k.id desc limit 1),
       (select k.value from knobs_knobvalue k where k.key = 'accounts.organisation'
        and k.effective_at <= clock_timestamp() order by k.effective_at desc, k.id desc limit 1),
       (select coalesce(array_agg(t.id), '{{}}') from accounts_team t where t.is_restricted and t.id not in (select m.team_id from accounts_membership m where m.user_id = u.id)),
       (select coalesce(array_agg(s.id), '{{}}') from services_service s where s.is_restricted and s.owner_id is distinct from u.id
        and (s.team_id is null or s.team_id not in (select m.team_id from accounts_membership m where m.user_id = u.id))),
       (select coalesce(array_agg(distinct g.subject_type::text), '{{}}') from permissions_grant g
        where (g.user_id = u.id or g.team_id in (select m.team_id from accounts_membership m where m.user_id = u.id)) and (g.until is null or g.until > clock_timestamp()))
"""  # noqa: S608 -- our own column names
_MORE = 8  # what comes besides the person's own columns
_BY_ID = f"{_WITH} from accounts_user u where u.id = %s"
_BY_TOKEN = f"""
{_WITH}, {", ".join(f"c.{name}" for name in _CLIENT)}
from accounts_apiclient c join accounts_user u on u.id = c.user_id
where c.token_hash = %s and c.revoked_at is null and c.expires_at > clock_timestamp() and u.is_active
"""


def person_with_roles(user_id: int) -> User | None:
    """The person, what they hold and where they belong, in one statement."""
    row = _one(_BY_ID, user_id)
    return _person(row) if row else None


def client_with_roles(token: str) -> ApiClient | None:
    """The valid, unrevoked client of a token with its account, roles and teams, in one statement; no cache, so revoking works at once."""
    hashed = hash_token(token)
    row = _one(_BY_TOKEN, hashed)
    if row is None:
        return None
    place = len(_PERSON) + _MORE
    user = _person(row)
    fields = dict(zip(_CLIENT, row[place:], strict=True))
    client = ApiClient(user_id=user.pk, token_hash=hashed, **fields)
    client.user = user
    return client


def _one(sql: str, value: int | str) -> tuple[Any, ...] | None:
    with connection.cursor() as cursor:
        cursor.execute(sql, [value])
        row: tuple[Any, ...] | None = cursor.fetchone()
        return row


def _person(row: tuple[Any, ...]) -> User:
    user = User(**dict(zip(_PERSON, row, strict=False)))
    user._state.adding, user._state.db = False, "default"
    roles, teams, factor, policy, organisation, *hidden = row[len(_PERSON) : len(_PERSON) + _MORE]
    user.hidden_teams, user.hidden_services, user.granted_subjects = map(frozenset, hidden)
    user.held = tuple((role, kind, scope) for role, kind, scope in roles)
    user.team_ids = frozenset(teams)
    user.has_second_factor, user.second_factor_for = (
        factor,
        tuple(_value(policy, SECOND_FACTOR_FOR)),
    )
    user.organisation = _value(organisation, ORGANISATION)
    return user


def _value(stored: str | None, knob: Knob) -> Any:
    return knob.default if stored is None else json.loads(stored)


class WithRoles(ModelBackend):
    """Signs people in as Django does, and loads the signed-in with their roles."""

    def get_user(self, user_id: int) -> User | None:
        user = person_with_roles(user_id)
        return user if user is not None and self.user_can_authenticate(user) else None
