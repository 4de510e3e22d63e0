"""Every operation of the API against generated requests, as four people: no 5xx, and what the document says holds.

`make test` takes a few examples as two of them; `make fuzz` all boundary values and FUZZ examples an operation and person, by
default 25, so that four people make a hundred.
"""

import logging
import os

import pytest

from tests.fuzz.conftest import PERSONAS
from tests.fuzz.run import Plan, Run

pytestmark = pytest.mark.django_db(transaction=True)
FUZZ = int(os.environ.get("FUZZ", "25"))
FEW, TRIES = 3, 12
EVERYTHING = ("coverage", "fuzzing", "stateful")
log = logging.getLogger("fuzz")


@pytest.mark.parametrize("persona", ["agent", "requester"])
def test_the_api_keeps_its_word(persona, tokens):
    run = Run(tokens[persona], tokens.values(), Plan(FEW)).execute()

    if run.faults:
        pytest.fail(run.report, pytrace=False)


@pytest.mark.fuzz
@pytest.mark.parametrize("persona", PERSONAS)
def test_the_api_keeps_its_word_at_every_boundary(persona, tokens):
    run = Run(tokens[persona], tokens.values(), Plan(FUZZ, phases=EVERYTHING)).execute()

    fewest = min((codes.total(), label) for label, codes in run.answers.items())
    requests = sum(codes.total() for codes in run.answers.values())
    log.critical("%s: %d requests, fewest %s", persona, requests, fewest)
    if run.faults:
        pytest.fail(run.report, pytrace=False)


@pytest.mark.fuzz
def test_four_of_five_operations_can_be_reached(tokens):
    reached: set[str] = set()
    for token in tokens.values():
        plan = Plan(TRIES, phases=("fuzzing",), mode="positive", left_out=frozenset(reached))
        run = Run(token, tokens.values(), plan).execute()
        reached |= run.reached

    missed = sorted(run.operations - reached)
    log.critical("%d of %d operations reached", len(reached), len(run.operations))
    assert len(missed) <= 0.2 * len(run.operations), missed
