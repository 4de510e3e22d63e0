import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from schemathesis.transport.wsgi import WSGI_TRANSPORT

from svs.accounts.models import User
from svs.mail import api as mail_api
from svs.mail.operations import mailboxes
from tests.conftest import token_for
from tests.fuzz import ground

PERSONAS = {
    "agent": "ana.ruiz", "requester": "joost.verhagen", "owner": "elena.petrova", "administrator": "maya.okafor",
}  # fmt: skip
SOCKET = ("max_redirects", "verify", "cert", "proxies", "timeout")


def scopes(patterns: list[Any]) -> Iterator[str]:
    """Every scope that a view of the API asks for."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from scopes(pattern.url_patterns)
        elif isinstance(pattern, URLPattern):
            yield from getattr(getattr(pattern.callback, "cls", None), "scopes", {}).values()


@pytest.fixture
def tokens(db) -> dict[str, str]:
    """The demo's people with tokens for everything; what they may do is left to their roles."""
    ground.grow()
    every = sorted(set(scopes(get_resolver().url_patterns)))
    return {
        persona: token_for(User.objects.get(email=f"{name}@northwind.example"), *every)
        for persona, name in PERSONAS.items()
    }


@pytest.fixture(autouse=True)
def _as_many_as_they_like(settings, tmp_path):
    settings.SVS_API_PER_MINUTE = 0
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture(autouse=True)
def _in_process(monkeypatch):
    """Probes of this schemathesis hand settings of a socket to an application that is called without one."""
    send = WSGI_TRANSPORT.send

    def without_socket(case: Any, **kwargs: Any) -> Any:
        if not kwargs.get("session"):
            kwargs = {name: value for name, value in kwargs.items() if name not in SOCKET}
        return send(case, **kwargs)

    monkeypatch.setattr(WSGI_TRANSPORT, "send", without_socket)
    monkeypatch.setattr(mailboxes, "PATIENCE", 0.01)  # a look at a mail server takes its time
    monkeypatch.setattr(mail_api, "CHECKS", 10_000)
    logging.disable(logging.ERROR)  # thousands of refused requests
    yield
    logging.disable(logging.NOTSET)
