"""The whole line by curl with a token, exactly as docs/api.md writes it."""

import os
import re
import shutil
import subprocess
import threading
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from governance.models import Decision
from improvement.models import Improvement
from metrics.models import Cell, Signal
from practices.desk.models import Ticket
from svs.events import deliver, registry

pytestmark = pytest.mark.django_db(transaction=True)
DOC = Path(__file__).resolve().parents[2] / "docs" / "api.md"


@pytest.fixture
def worker():
    """What relay and worker do: tell everybody who listens, until told to stop."""
    stop = threading.Event()

    def work() -> None:
        while not stop.wait(0.05):
            for name in registry.consumers():
                deliver.drain(name)
        connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    yield
    stop.set()
    thread.join()


@pytest.fixture
def token(capsys) -> str:
    call_command("demo", "--tickets", "400")
    capsys.readouterr()
    call_command("make_token", "Web shop", "--role", "administrator,agent")
    return capsys.readouterr().out.strip()


def counted() -> int:
    """How many restored incidents stand in the cells."""
    return sum(Cell.objects.filter(measure="time-to-restore").values_list("n", flat=True))


def test_the_commands_of_the_document_do_what_it_says(token, worker, live_server):
    curl, bash = shutil.which("curl"), shutil.which("bash")
    assert curl, "No curl on PATH."
    assert bash, "No bash on PATH."
    section = DOC.read_text().split("## The whole line")[1].split("\n## ")[0]
    script = "set -euo pipefail\n" + "\n".join(re.findall(r"```bash\n(.*?)```", section, re.S))
    before = counted()

    done = subprocess.run(
        [bash, "-c", script], env={**os.environ, "TOKEN": token, "SVS": live_server.url},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stdout[-1500:] + done.stderr[-1500:]
    ticket = Ticket.objects.get(title="Scanner freezes after the badge scan", channel="api")
    assert (ticket.state, ticket.team.name) == ("CLOSED", "Network Operations")
    assert ticket.requester.email == "joost.verhagen@northwind.example"
    assert "Network Operations" in done.stdout
    assert "Not delivering" in done.stdout or "Delivering" in done.stdout
    improvement = Improvement.objects.get(ticket=ticket)
    assert (improvement.state, improvement.rank) == ("ASSESSED", 1.6)
    decision = Decision.objects.get(title__startswith="Firmware")
    assert Signal.objects.get(answer_ref=decision.ref).answer == "decision"
    assert counted() > before
