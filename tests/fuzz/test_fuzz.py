"""Every operation of the API against generated requests, as four people: no 5xx, and what the document says holds.

FUZZ is the number of examples an operation and person in each generating phase, on top of all boundary values.
"""

import logging
import os
from collections import Counter
from collections.abc import Collection, Iterator
from typing import Any

import pytest
import schemathesis
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema
from schemathesis.transport.wsgi import WSGI_TRANSPORT

from svs.accounts.models import User
from svs.services.models import Service
from svs.wsgi import application
from tests.conftest import token_for
from tests.fuzz import ground
from tests.fuzz.known import Known

pytestmark = pytest.mark.django_db(transaction=True)
DOCUMENT = "/api/v1/openapi.json"
FUZZ = int(os.environ.get("FUZZ", "5"))
SEED = int(os.environ.get("SEED", "1"))
PERSONAS = {
    "agent": "ana.ruiz", "requester": "joost.verhagen", "owner": "elena.petrova", "administrator": "maya.okafor",
}  # fmt: skip
TAKEN = ["2xx", "401", "403", "404", "409", "412", "422"]
# Asks what JSON schema cannot say: a period that ends after it begins, a service that is there.
ASKS_MORE = ["GET /api/v1/streams/incidents/"]
SOCKET = ("max_redirects", "verify", "cert", "proxies", "timeout")
log = logging.getLogger("fuzz")


def words() -> dict[str, list[str]]:
    """What the demo's services are called where a name stands for them."""
    slugs = list(Service.objects.values_list("slug", flat=True))
    return {"slug": slugs, "service": slugs}


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
def _in_process(monkeypatch):
    """Probes of this schemathesis hand settings of a socket to an application that is called without one."""
    send = WSGI_TRANSPORT.send

    def without_socket(case: Any, **kwargs: Any) -> Any:
        if not kwargs.get("session"):
            kwargs = {name: value for name, value in kwargs.items() if name not in SOCKET}
        return send(case, **kwargs)

    monkeypatch.setattr(WSGI_TRANSPORT, "send", without_socket)
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


def _config(headers: dict[str, str], *, only_well_formed: bool) -> SchemathesisConfig:
    # A NUL is refused everywhere, which JSON schema cannot say either; test_hostile.py sends them.
    generation = {"max-examples": FUZZ, "no-shrink": True, "database": "none", "allow-x00": False}
    if only_well_formed:
        generation |= {"max-examples": 12, "mode": "positive"}
    return SchemathesisConfig.from_dict({
        "headers": headers, "seed": SEED, "generation": generation,
        "phases": {
            "coverage": {"enabled": not only_well_formed},
            "stateful": {"enabled": not only_well_formed, "generation": generation},
        },
        "operations": [
            {"include-name": name, "checks": {"positive_data_acceptance": {"expected-statuses": [*TAKEN, "400"]}}}
            for name in ASKS_MORE
        ],
        "checks": {
            # A well-formed request may still be late, or carry a key that was used before.
            "positive_data_acceptance": {"expected-statuses": TAKEN},
            "missing_required_header": {"expected-statuses": [400, 401, 403, 404, 428]},
        },
    })  # fmt: skip


class Run:
    """One person's run over the whole API: what was answered, and what was wrong."""

    def __init__(
        self,
        token: str,
        others: list[str],
        *,
        only_well_formed: bool = False,
        left_out: Collection[str] = (),
    ) -> None:
        self.answers: dict[str, Counter[int]] = {}
        self.faults: dict[tuple[str, str], str] = {}
        self.left_out = left_out
        headers = {"Authorization": f"Bearer {token}"}
        self.client = Client(headers=headers)
        self.schema = schemathesis.openapi.from_wsgi(
            DOCUMENT,
            application,
            config=_config(headers, only_well_formed=only_well_formed),
            headers=headers,
        )
        lists = [path for path in self.schema.raw_schema["paths"] if "{" not in path]
        self.known = Known(lists, [token, *others], words(), SEED)

    def execute(self) -> "Run":
        @schemathesis.hook
        def before_call(context: Any, case: Any, kwargs: Any) -> None:
            if case.meta is None or case.meta.generation.mode.is_positive:
                self.known.fill(case, self.client)

        schema = self.schema.exclude(func=lambda context: context.operation.label in self.left_out)
        try:
            for event in from_schema(schema).execute():
                self._note(event)
        finally:
            schemathesis.hooks.unregister(before_call)
        return self

    def _note(self, event: Any) -> None:
        if isinstance(event, events.NonFatalError | events.FatalError):
            error = event.value if isinstance(event, events.NonFatalError) else event.exception
            self.faults[getattr(event, "label", ""), "error"] = repr(error)[:2000]
        if not isinstance(event, events.ScenarioFinished):
            return
        recorder = event.recorder
        for key, told in recorder.interactions.items():
            label = recorder.cases[key].value.operation.label
            if told.response is not None:
                self.answers.setdefault(label, Counter())[told.response.status_code] += 1
        for key, checks in recorder.checks.items():
            label = recorder.cases[key].value.operation.label
            for check in checks:
                if check.failure_info:
                    failure = check.failure_info
                    self.faults.setdefault(
                        (label, check.name),
                        f"{failure.failure.title}: {failure.failure.message}\n{failure.code_sample[:1500]}\n"
                        f"{recorder.interactions[key].response.text[:500]}",
                    )

    @property
    def reached(self) -> set[str]:
        """Operations that were answered with success at least once."""
        return {k for k, codes in self.answers.items() if any(200 <= code < 300 for code in codes)}


@pytest.mark.parametrize("persona", PERSONAS)
def test_the_api_keeps_its_word(persona, tokens):
    others = [token for name, token in tokens.items() if name != persona]
    run = Run(tokens[persona], others).execute()

    log.info("%s: %d requests", persona, sum(codes.total() for codes in run.answers.values()))
    if run.faults:
        faults = [f"{label}, {check}: {words}" for (label, check), words in run.faults.items()]
        pytest.fail("\n\n".join(sorted(faults)), pytrace=False)


def test_four_of_five_operations_can_be_reached(tokens):
    reached: set[str] = set()
    for token in tokens.values():
        run = Run(token, list(tokens.values()), only_well_formed=True, left_out=reached).execute()
        reached |= run.reached
    every = {operation.ok().label for operation in run.schema.get_all_operations()}

    assert len(reached) / len(every) >= 0.8, sorted(every - reached)
