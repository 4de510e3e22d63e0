"""`make run` from a checkout that is set up: as ourselves, and as an ordinary user where we are root."""

import contextlib
import logging
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.parse
from pathlib import Path

import pytest

from svs.embedded import free_port
from svs.launcher import environment
from svs.launcher.environment import ROOT, VENV
from tests.chaos.product import Client, until

pytestmark = pytest.mark.chaos
log = logging.getLogger("chaos")
NOBODY = 65534
USERS = {"ourselves": None} | ({"an ordinary user": NOBODY} if os.getuid() == 0 else {})
FIRST, SECOND = 120, 20
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "node_modules", "var", "__pycache__", ".*_cache", ".hypothesis")  # fmt: skip


def link(source: str, target: str) -> None:
    """A hard link is enough, where the file system gives one."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def is_open(place: Path) -> bool:
    """May anybody go there?"""
    return all(folder.stat().st_mode & 0o001 for folder in (place, *place.parents))


def move_in(venv: Path) -> None:
    """Give a copied environment an interpreter that anybody may run, where ours stands in a closed home."""
    base = Path(sys.base_prefix)
    if is_open(base):
        return
    copied = venv.parent / "interpreter"
    shutil.copytree(base, copied, symlinks=True, copy_function=link, ignore=shutil.ignore_patterns("test", "__pycache__"))  # fmt: skip
    config = venv / "pyvenv.cfg"
    lines = [line for line in config.read_text().splitlines() if not line.startswith(("home", "executable", "command"))]  # fmt: skip
    config.unlink()
    config.write_text("\n".join([f"home = {copied / 'bin'}", *lines]))
    python = venv / "bin" / "python"
    python.unlink()
    python.symlink_to(copied / "bin" / f"python3.{sys.version_info.minor}")


@pytest.fixture(scope="module")
def environment_of_all(tmp_path_factory) -> Path:
    """A copy of this environment that anybody may use, with the marks of a finished set-up."""
    place = tmp_path_factory.mktemp("anybody")
    ours = tmp_path_factory.getbasetemp()
    while ours.parent != Path(tempfile.gettempdir()) and ours.parent != ours.parent.parent:
        ours = ours.parent  # the folder of all our test runs, however many workers deep
    for folder in (place, *(p for p in place.parents if p.is_relative_to(ours))):
        folder.chmod(0o755)
    venv = place / ".venv"
    shutil.copytree(VENV.resolve(), venv, symlinks=True, copy_function=link)
    move_in(venv)
    stamps = {name: environment.requirements_stamp(name) for name in ("base", "embedded")}
    for name, stamp in {**stamps, "front-end": environment.front_end_stamp()}.items():
        (venv / f".{name}.stamp").unlink(missing_ok=True)  # the link, not what it leads to
        (venv / f".{name}.stamp").write_text(stamp)
    return venv


def check_out(venv: Path, place: Path, user: int | None) -> Path:
    """A checkout of one's own, on the common environment."""
    checkout = place / "svs"
    shutil.copytree(ROOT, checkout, ignore=LEFT_OUT)
    if user is not None:
        place.chmod(0o755)
        for path in (place, checkout, *checkout.rglob("*")):
            os.chown(path, user, user, follow_symlinks=False)
    (checkout / ".venv").symlink_to(venv)
    return checkout


def descendants(pid: int) -> list[int]:
    """A process and all that it started."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            parents[int(stat.parent.name)] = int(fields[1])
    found = [pid]
    for parent in found:
        found += [child for child, its in parents.items() if its == parent]
    return found


class Running:
    """`python -m svs.launcher run` on a home and a port of its own."""

    def __init__(self, checkout: Path, home: Path, user: int | None) -> None:
        self.home, self.user, self.checkout, self.port = home, user, checkout, free_port()
        self.client = Client(f"http://127.0.0.1:{self.port}")
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, within: float) -> float:
        env = {
            "PATH": os.environ["PATH"], "HOME": str(self.home), "SVS_HOME": str(self.home / "var"),
            "PORT": str(self.port), "LD_LIBRARY_PATH": str((self.checkout / ".venv").resolve().parent / "interpreter/lib"),
        }  # fmt: skip
        with (self.home / "run.log").open("a") as said:
            self.process = subprocess.Popen(
                [self.checkout / ".venv/bin/python", "-m", "svs.launcher", "run"],
                cwd=self.checkout, env=env, user=self.user, group=self.user,
                extra_groups=None if self.user is None else [],
                stdin=subprocess.DEVNULL, stdout=said, stderr=said, start_new_session=True,
            )  # fmt: skip
        return until(self.is_ready, within, "it is ready")

    def said(self) -> str:
        return (self.home / "run.log").read_text()

    def is_ready(self) -> bool:
        assert self.process.poll() is None, self.said()
        with contextlib.suppress(OSError):
            return self.client.send("/readyz").status == 200
        return False

    def kill_everything(self) -> None:
        doomed = descendants(self.process.pid)
        for pid in doomed:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()
        until(lambda: not any(map(is_alive, doomed)), 10, "everything is dead")


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.fixture(params=USERS)
def running(request, environment_of_all, tmp_path):
    user = USERS[request.param]
    running = Running(check_out(environment_of_all, tmp_path, user), tmp_path, user)
    yield running
    if running.process is not None:
        running.kill_everything()


def log_incident(client: Client, title: str) -> str:
    """Log an incident by the form; answers with where it leads."""
    token = re.search(r'csrfmiddlewaretoken" value="([^"]+)"', client.send("/incidents/log/").text)
    fields = {
        "title": title, "caller_email": "noor.bakker@northwind.example", "impact": "2", "urgency": "2",
        "csrfmiddlewaretoken": token[1],
    }  # fmt: skip
    answer = client.send("/incidents/log/", urllib.parse.urlencode(fields).encode())
    assert answer.status == 200, answer.text
    return answer.text


def test_it_runs_is_killed_and_runs_again_with_everything_in_it(running):
    first = running.start(FIRST)
    until(lambda: "joost.verhagen" in running.said(), 20, "it says who may sign in")
    client = running.client
    signed_in = client.sign_in("ana.ruiz@northwind.example", "northwind-demo")
    shown = log_incident(client, "The dock scanner is dead")

    running.kill_everything()
    second = running.start(SECOND)
    listed = client.send("/tickets/all/")

    log.info("first start %.1f s, second %.1f s", first, second)
    assert "Ana Ruiz" in signed_in.text
    assert "The dock scanner is dead" in shown
    assert listed.status == 200
    assert "Ana Ruiz" in listed.text  # still signed in
    ref = re.search(r"INC-\d+", shown)[0]
    assert "The dock scanner is dead" in client.send(f"/incidents/{ref}/").text
