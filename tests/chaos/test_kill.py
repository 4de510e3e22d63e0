"""kill -9 before and after an effect, over and over: every effect happens once."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from svs.events.actor import SYSTEM_ACTOR
from svs.events.emit import emit
from svs.events.models import Delivery, Outgoing

pytestmark = [pytest.mark.chaos, pytest.mark.django_db(transaction=True)]
ROOT = Path(__file__).resolve().parents[2]
DRAIN = """
import sys, django
django.setup()
from svs.events import deliver, registry, outgoing
registry.declare("chaos.happened")
@registry.subscribe("chaos.happened", consumer="chaos.mail")
def effect(event):
    outgoing.write_mail(recipient="a@northwind.example", subject="x", body="y", key=f"chaos-{event.pk}")
sys.exit(0 if deliver.drain("chaos.mail") >= 0 else 1)
"""


def drain(env: dict[str, str]) -> int:
    return subprocess.run([sys.executable, "-c", DRAIN], cwd=ROOT, env=env, check=False).returncode


@pytest.mark.parametrize("point", ["before_effect", "after_effect"])
def test_a_worker_killed_50_times_leaves_each_effect_once(point, tmp_path, monkeypatch):
    from svs.events import registry  # noqa: PLC0415

    for name in ("_declared", "_consumers", "_by_event"):
        monkeypatch.setattr(registry, name, dict(getattr(registry, name)))
    registry.declare("chaos.happened")
    registry.subscribe("chaos.happened", consumer="chaos.mail")(lambda event: None)
    mark = tmp_path / "kill"
    settings = connection.settings_dict
    folder = settings["OPTIONS"].get("host", "")
    place = f"{settings['HOST']}:{settings['PORT']}".strip(":")
    url = f"postgresql://{settings['USER']}@{place}/{settings['NAME']}" + (
        f"?host={folder}" if folder else ""
    )
    env = {
        **os.environ,
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "svs.settings",
        "SVS_FAILPOINT": f"{point}:{mark}",
    }
    killed = 0
    for n in range(50):
        emit("chaos.happened", subject=("chaos", n), actor=SYSTEM_ACTOR)
        mark.touch()
        killed += drain(env) == -9
        Delivery.objects.update(due_at="2020-01-01T00:00Z", attempts=0, parked_at=None)
    drain(env)

    assert killed == 50
    assert not Delivery.objects.exists()
    assert Outgoing.objects.count() == 50
