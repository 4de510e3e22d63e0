"""Keep the processes of SVS running until told to stop; one that dies is started again, ever more slowly."""

import os
import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from svs.launcher.environment import PYTHON, ROOT


@dataclass
class Child:
    """One supervised process."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = 0.5
    due: float = field(default=0.0)

    def start(self, env: dict[str, str], logs: Path) -> None:
        with (logs / f"{self.name}.log").open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=ROOT,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.started = time.monotonic()


def commands(port: int, home: Path) -> list[Child]:
    """The four processes: web, relay, worker, beat. By module, so that a checkout may be moved or copied."""
    manage = [str(PYTHON), str(ROOT / "manage.py")]
    queues = "critical,rules,mail,webhooks,kpi,bulk"
    return [
        Child("web", [
            str(PYTHON), "-m", "gunicorn", "svs.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "2", "--worker-class",
            "gthread", "--threads", "4", "--timeout", "30", "--graceful-timeout", "30", "--max-requests", "2000",
            "--max-requests-jitter", "200", "--control-socket", str(home / "gunicorn.sock"),
        ]),
        Child("relay", [*manage, "relay"]),
        Child("worker", [
            str(PYTHON), "-m", "celery", "-A", "svs.celery", "worker", "-c", "2", "-Q", queues, "--loglevel", "WARNING",
            "--without-gossip", "--without-mingle",
        ]),
        Child("beat", [*manage, "beat"]),
    ]  # fmt: skip


class Supervisor:
    """Starts children, restarts the dead, stops all in reverse."""

    def __init__(self, children: list[Child], env: dict[str, str], home: Path) -> None:
        self.children, self.env, self.logs = children, env, home / "logs"
        self.logs.mkdir(parents=True, exist_ok=True)
        self.asked = False

    def ask_to_stop(self, *_: object) -> None:
        self.asked = True

    def start(self) -> None:
        signal.signal(signal.SIGTERM, self.ask_to_stop)
        signal.signal(signal.SIGINT, self.ask_to_stop)
        for child in self.children:
            child.start(self.env, self.logs)

    def watch(self) -> None:
        while not self.asked:
            for child in self.children:
                self._look_after(child)
            time.sleep(0.25)
        self.stop()

    def _look_after(self, child: Child) -> None:
        now = time.monotonic()
        if child.process is not None and child.process.poll() is not None:
            print(
                f"{child.name} ended with status {child.process.returncode}; see {self.logs / child.name}.log",
                flush=True,
            )
            child.pause = 0.5 if now - child.started > 60 else min(30.0, child.pause * 2)
            child.process, child.due = None, now + child.pause
        elif child.process is None and now >= child.due:
            child.start(self.env, self.logs)

    def stop(self) -> None:
        for child in reversed(self.children):
            if child.process and child.process.poll() is None:
                child.process.terminate()
        for child in reversed(self.children):
            if child.process is None:
                continue
            try:
                child.process.wait(timeout=35)
            except subprocess.TimeoutExpired:
                os.killpg(child.process.pid, signal.SIGKILL)
