"""Personas and the small ground every test stands on."""

from datetime import timedelta
from importlib import import_module
from typing import Any

import hypothesis
import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connection
from django.utils import timezone
from rest_framework.test import APIClient

from governance.models import DecisionRight
from svs.accounts.models import (
    ApiClient,
    Membership,
    Role,
    RoleAssignment,
    Team,
    User,
    hash_token,
    new_token,
)
from svs.events.actor import Actor, person
from svs.services.models import Practice, Service

# How fast this machine is just now is no property of the code.
hypothesis.settings.register_profile("svs", deadline=None)
hypothesis.settings.load_profile("svs")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Let the test runner empty the event log between tests that commit; the product's guard stays for all else."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("drop trigger if exists never_truncate on events_domainevent")


@pytest.fixture(autouse=True)
def _fresh_cache():
    cache.clear()


@pytest.fixture(autouse=True)
def _fast_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def lay_ground() -> None:
    """What the migrations wrote: who decides what by default, and the practices. Tests that commit empty every table behind them."""
    if not DecisionRight.objects.exists():
        import_module("governance.migrations.0004_first_table").lay_out(apps)
    if not Practice.objects.exists():
        for name in ("0003_practices", "0005_change_enablement"):
            import_module(f"svs.services.migrations.{name}").add(apps, None)


@pytest.fixture(autouse=True)
def _ground(request):
    marked = request.node.get_closest_marker("django_db")
    if marked or not {"db", "transactional_db"}.isdisjoint(request.fixturenames):
        request.getfixturevalue("_django_db_helper")
        lay_ground()
        if not request.node.get_closest_marker(
            "principles"
        ):  # what is tested is mostly something else
            DecisionRight.objects.exclude(principles=[]).update(principles=[])


def make_person(name: str, *roles: str, team: Team | None = None, **fields: Any) -> User:
    """A person with roles, and a team if said."""
    user = User.objects.create_user(
        email=f"{name.lower().replace(' ', '.')}@northwind.example", name=name, **fields
    )
    for role in roles:
        RoleAssignment.objects.create(user=user, role=role)
    if team:
        Membership.objects.create(user=user, team=team)
    return user


@pytest.fixture
def service_desk(db) -> Team:
    return Team.objects.create(name="Service Desk", slug="service-desk")


@pytest.fixture
def network(db) -> Team:
    return Team.objects.create(name="Network Operations", slug="network-operations")


@pytest.fixture
def agent(service_desk) -> User:
    return make_person("Ana Ruiz", Role.AGENT, team=service_desk)


@pytest.fixture
def colleague(network) -> User:
    return make_person("Tom Becker", Role.AGENT, team=network)


@pytest.fixture
def requester(db) -> User:
    return make_person("Joost Verhagen")


@pytest.fixture
def outsider(db) -> User:
    return make_person("Lin Zhao")


@pytest.fixture
def owner(db) -> User:
    return make_person("Elena Petrova", Role.SERVICE_OWNER)


@pytest.fixture
def board(db) -> User:
    return make_person("Marta Silva", Role.BOARD_MEMBER)


@pytest.fixture
def administrator(db) -> User:
    return make_person("Maya Okafor", Role.ADMINISTRATOR)


@pytest.fixture
def sponsor(db) -> User:
    return make_person("Ingrid Holm", Role.SPONSOR)


@pytest.fixture
def scanners(owner, network) -> Service:
    return Service.objects.create(
        name="Warehouse Scanners", slug="warehouse-scanners", owner=owner, team=network, tier=1,
        value_statement="Pickers confirm every parcel at the shelf, so nine of ten orders leave the same day.",
    )  # fmt: skip


@pytest.fixture
def by_agent(agent) -> Actor:
    return person(agent)


def token_for(user: User, *scopes: str) -> str:
    token = new_token()
    ApiClient.objects.create(
        name=f"client of {user.email} {token[:12]}", user=user, token_hash=hash_token(token), prefix=token[:12],
        scopes=list(scopes or ("tickets:read", "tickets:write")), expires_at=timezone.now() + timedelta(days=1),
    )  # fmt: skip
    return token


def api_as(user: User, *scopes: str) -> APIClient:
    """An API client with a token of this person."""
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token_for(user, *scopes)}")
    return client


@pytest.fixture
def agent_api(agent) -> APIClient:
    return api_as(agent)


@pytest.fixture
def requester_api(requester) -> APIClient:
    return api_as(requester)
