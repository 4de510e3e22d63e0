"""The pipeline script of docs/ against a server: a standard change goes the whole way, a refused one is not made."""

import os
import shutil
import subprocess
import threading
import time
from pathlib import Path

import pytest
from django.db import connection, transaction

from practices.change import operations
from practices.change.models import Change, ChangeTemplate
from practices.desk.models import Ticket
from svs import gates
from svs.events.actor import SYSTEM_ACTOR
from tests.conftest import token_for

pytestmark = pytest.mark.django_db(transaction=True)
SCRIPT = Path(__file__).resolve().parents[2] / "docs" / "pipeline.sh"


@pytest.fixture
def run(live_server, agent):
    bash = shutil.which("bash")
    assert bash, "No bash on PATH."
    assert shutil.which("curl"), "No curl on PATH."

    def go(*command: str, **env: str) -> subprocess.CompletedProcess[str]:
        said = {
            "TOKEN": token_for(agent),
            "SVS": live_server.url,
            "BUILD": "2041",
            "EVERY": "0.2",
            **env,
        }
        return subprocess.run([bash, str(SCRIPT), "Deploy 2041", *command], env={**os.environ, **said}, capture_output=True, text=True, timeout=60, check=False)  # fmt: skip

    return go


@pytest.fixture
def template(by_agent, scanners) -> ChangeTemplate:
    made = operations.make_template(actor=by_agent, name="Deploy", plan="Deploy it", backout="Deploy the one before", service_id=scanners.pk)  # fmt: skip
    ChangeTemplate.objects.filter(pk=made.pk).update(state="STANDARD", approved_version=1)
    return made


def test_a_standard_change_goes_the_whole_way_in_one_run(run, template):
    done = run("true", TEMPLATE=template.ref)

    assert done.returncode == 0, done.stdout + done.stderr
    change = Change.objects.select_related("ticket").get()
    assert (change.ticket.state, change.outcome, change.type) == (
        "CLOSED",
        "successful",
        "standard",
    )
    assert change.ticket.external_id == "build-2041"


def test_what_fails_is_taken_back_and_says_so(run, template):
    done = run("false", TEMPLATE=template.ref, UNDO="true")

    assert done.returncode == 1, done.stdout + done.stderr
    change = Change.objects.select_related("ticket").get()
    assert (change.ticket.state, change.outcome) == ("IMPLEMENTED", "backed_out")


def test_what_is_refused_is_not_made(run, by_agent, scanners, owner, colleague, network, board, sponsor, tmp_path):  # fmt: skip
    def refuse() -> None:
        for _ in range(200):
            ticket = Ticket.objects.filter(kind="change").first()
            if ticket is not None and ticket.state == "IN_APPROVAL":
                with transaction.atomic():
                    operations.decided(ticket.pk, actor=SYSTEM_ACTOR, answer=gates.REFUSED, version=1, words="Not in the peak")  # fmt: skip
                break
            time.sleep(0.05)
        connection.close()

    decider = threading.Thread(target=refuse)
    decider.start()
    made = tmp_path / "made"

    done = run(
        "touch", str(made), TYPE="emergency", SERVICE=str(scanners.pk), PLAN="Deploy it", BACKOUT="Deploy the one before", STARTS_IN="30",
    )  # fmt: skip
    decider.join()

    assert done.returncode == 3, done.stdout + done.stderr
    assert "Not in the peak" in done.stderr
    assert not made.exists()
