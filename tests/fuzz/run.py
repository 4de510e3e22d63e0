"""One person's run of schemathesis over the whole API, in this process."""

import os
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

import schemathesis
from django.test import Client
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema

from svs.services.models import Service
from svs.wsgi import application
from tests.fuzz.known import Known

DOCUMENT = "/api/v1/openapi.json"
SEED = int(os.environ.get("SEED", "1"))
# A well-formed request may still be late, or carry a key that was used before.
TAKEN = ["2xx", "401", "403", "404", "409", "412", "422"]
# Asks what JSON schema cannot say: a period or an outage that ends after it begins, a service that is there, a list that can be had.
ASKS_MORE = [
    "GET /api/v1/streams/incidents/", "GET /api/v1/streams/requests/", "POST /api/v1/outages/", "PATCH /api/v1/outages/{id}/", "POST /api/v1/outages/{id}/end/",
    "GET /api/v1/tickets/", "GET /api/v1/tickets/export/", "POST /api/v1/views/", "PATCH /api/v1/views/{id}/",
    "POST /api/v1/freezes/", "PATCH /api/v1/freezes/{id}/", "POST /api/v1/maintenance-windows/", "PATCH /api/v1/maintenance-windows/{id}/",
]  # fmt: skip
# Any bytes are a file, so there is no wrong one to send.
TAKES_BYTES = "POST /api/v1/tickets/{ref}/attachments/"


def known_to(tokens: Collection[str], document: dict[str, Any]) -> Known:
    """What these people find in their lists, and what the demo's services are called."""
    slugs = list(Service.objects.values_list("slug", flat=True))
    lists = [path for path in document["paths"] if "{" not in path]
    return Known(lists, tokens, {"slug": slugs, "service": slugs}, SEED)


@dataclass
class Plan:
    """What is sent: so many examples an operation, in these phases, well-formed only or bent as well."""

    examples: int
    phases: Collection[str] = ("fuzzing", "stateful")
    mode: str = "all"
    left_out: Collection[str] = ()

    def config(self, headers: dict[str, str]) -> SchemathesisConfig:
        # A NUL is refused everywhere, which JSON schema cannot say either; test_hostile.py sends them.
        generation = {
            "max-examples": self.examples, "mode": self.mode, "no-shrink": True, "database": "none",
            "allow-x00": False,
        }  # fmt: skip
        phases: dict[str, Any] = {
            name: {"enabled": name in self.phases}
            for name in ("examples", "coverage", "fuzzing", "stateful")
        }
        phases["stateful"]["generation"] = generation
        more = {"checks": {"positive_data_acceptance": {"expected-statuses": [*TAKEN, "400"]}}}
        return SchemathesisConfig.from_dict({
            "headers": headers, "seed": SEED, "generation": generation, "phases": phases,
            "operations": [
                *({"include-name": name, **more} for name in ASKS_MORE),
                {"include-name": TAKES_BYTES, "checks": {"negative_data_rejection": {"enabled": False}}},
            ],
            "checks": {
                "positive_data_acceptance": {"expected-statuses": TAKEN},
                "missing_required_header": {"expected-statuses": [400, 401, 403, 404, 428]},
            },
        })  # fmt: skip


@dataclass
class Run:
    """What was answered, and what was wrong."""

    token: str
    tokens: Collection[str]
    plan: Plan
    answers: dict[str, Counter[int]] = field(default_factory=dict)
    faults: dict[tuple[str, str], str] = field(default_factory=dict)
    operations: set[str] = field(default_factory=set)

    def execute(self) -> "Run":
        headers = {"Authorization": f"Bearer {self.token}"}
        client = Client(headers=headers)
        schema = schemathesis.openapi.from_wsgi(
            DOCUMENT, application, config=self.plan.config(headers), headers=headers
        )
        self.operations = {operation.ok().label for operation in schema.get_all_operations()}
        known = known_to(self.tokens, schema.raw_schema)

        @schemathesis.hook
        def before_call(context: Any, case: Any, kwargs: Any) -> None:
            if case.meta is None or case.meta.generation.mode.is_positive:
                known.fill(case, client)

        wanted = schema.exclude(func=lambda it: it.operation.label in self.plan.left_out)
        try:
            for event in from_schema(wanted).execute():
                self._note(event)
        finally:
            schemathesis.hooks.unregister(before_call)
        return self

    def _note(self, event: Any) -> None:
        if isinstance(event, events.NonFatalError | events.FatalError):
            error = event.value if isinstance(event, events.NonFatalError) else event.exception
            self.faults[getattr(event, "label", ""), "error"] = repr(error)[:2000]
        if isinstance(event, events.ScenarioFinished):
            self._note_answers(event.recorder)
            self._note_faults(event.recorder)

    def _note_answers(self, recorder: Any) -> None:
        for key, told in recorder.interactions.items():
            label = recorder.cases[key].value.operation.label
            if told.response is not None:
                self.answers.setdefault(label, Counter())[told.response.status_code] += 1

    def _note_faults(self, recorder: Any) -> None:
        for key, checks in recorder.checks.items():
            label = recorder.cases[key].value.operation.label
            for check in (check for check in checks if check.failure_info):
                failure = check.failure_info
                words = f"{failure.failure.title}: {failure.failure.message}"
                answer = recorder.interactions[key].response.text[:500]
                self.faults.setdefault(
                    (label, check.name), f"{words}\n{failure.code_sample[:1500]}\n{answer}"
                )

    @property
    def reached(self) -> set[str]:
        """Operations that were answered with success at least once."""
        return {k for k, codes in self.answers.items() if any(200 <= code < 300 for code in codes)}

    @property
    def report(self) -> str:
        return "\n\n".join(
            f"{label}, {check}: {words}" for (label, check), words in sorted(self.faults.items())
        )
