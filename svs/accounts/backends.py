"""Load a person with their roles and teams at once: every request asks for all three."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db import connection

from svs.accounts.models import ApiClient, User, hash_token

_PERSON = ("id", "email", "name", "job", "phone", "department", "is_active", "is_program", "theme", "time_zone", "password", "last_login")  # fmt: skip
_CLIENT = ("id", "name", "prefix", "scopes", "expires_at")
_WITH = f"""
select {", ".join(f"u.{name}" for name in _PERSON)},
       (select coalesce(json_agg(json_build_array(r.role, r.scope_kind, r.scope_id)), '[]') from accounts_roleassignment r
        where r.user_id = u.id),
       (select coalesce(array_agg(m.team_id), '{{}}') from accounts_membership m where m.user_id = u.id)
"""  # noqa: S608 -- our own column names
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
    place = len(_PERSON) + 2
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
    roles, teams = row[len(_PERSON)], row[len(_PERSON) + 1]
    user.held = tuple((role, kind, scope) for role, kind, scope in roles)
    user.team_ids = frozenset(teams)
    return user


class WithRoles(ModelBackend):
    """Signs people in as Django does, and loads the signed-in with their roles."""

    def get_user(self, user_id: int) -> User | None:
        user = person_with_roles(user_id)
        return user if user is not None and self.user_can_authenticate(user) else None
