"""The product as its real processes, on a PostgreSQL, a Valkey and a mail server of its own."""

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any, NamedTuple

import psycopg2

from svs.embedded import Postgres, Valkey, free_port
from svs.launcher.environment import ROOT
from svs.launcher.supervisor import commands
from tests.chaos.mailbox import Mailbox

PASSWORD = "a-long-word-for-tests"
SEED = f"""
import django; django.setup()
from django.db import connection
from svs.accounts.models import Role, Team
from tests.conftest import make_person, token_for
with connection.cursor() as cursor:
    cursor.execute("create table chaos_ledger (event_id bigint not null)")
team = Team.objects.create(name="Service Desk", slug="service-desk")
print(token_for(make_person("Ana Ruiz", Role.AGENT, team=team, password="{PASSWORD}")))
"""


class Answer(NamedTuple):
    status: int
    headers: Any
    text: str
    seconds: float


class Keep(urllib.request.HTTPErrorProcessor):
    """An error is an answer too."""

    def http_response(self, request: Any, response: Any) -> Any:
        return response if response.status >= 400 else super().http_response(request, response)


class Client:
    """A browser or a program: keeps cookies, sends what it is told, takes the time."""

    def __init__(self, base: str, **headers: str) -> None:
        self.base, self.headers = base, headers
        self.cookies = CookieJar()
        self.open = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(self.cookies), Keep
        ).open

    def send(self, path: str, data: bytes | None = None, **headers: str) -> Answer:
        named = {k.replace("_", "-"): v for k, v in {**self.headers, **headers}.items()}
        request = urllib.request.Request(f"{self.base}{path}", data, named)  # noqa: S310 -- ours
        start = time.monotonic()
        with self.open(request, timeout=30) as response:
            text = response.read().decode()
        return Answer(response.status, response.headers, text, time.monotonic() - start)

    def create(self, title: str, key: str = "") -> Answer:
        """Log an incident; its title is the key unless another is said."""
        body = json.dumps({"title": title}).encode()
        key = key or title.replace(" ", "-")
        return self.send("/api/v1/incidents/", body, Idempotency_Key=key)

    def sign_in(self, email: str, password: str) -> Answer:
        form = re.search(r'csrfmiddlewaretoken" value="([^"]+)"', self.send("/sign-in/").text)
        fields = {"username": email, "password": password, "csrfmiddlewaretoken": form[1]}
        return self.send("/sign-in/", urllib.parse.urlencode(fields).encode())


class Product:
    """Web, relay, worker and beat, started as the launcher starts them; nobody restarts what dies."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.postgres, self.valkey, self.mailbox = Postgres(home), Valkey(home), Mailbox()
        self.port = free_port()
        self.children = commands(self.port, home)
        self.base = f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        self.postgres.start()
        self.valkey.start()
        self.env = {
            **os.environ, "DJANGO_SETTINGS_MODULE": "tests.chaos.settings", "SVS_SECRET_KEY": "only-here" * 8, "SVS_API_PER_MINUTE": "0",
            "DATABASE_URL": self.postgres.url, "REDIS_URL": self.valkey.url, "SVS_HOME": str(self.home),
            "PORT": str(self.port), "SVS_SMTP_HOST": "127.0.0.1", "SVS_SMTP_PORT": str(self.mailbox.port),
            "PYTHONPATH": str(ROOT),
        }  # fmt: skip
        self._python("manage.py", "migrate", "-v", "0")
        token = self._python("-c", SEED).split()[-1]
        (self.home / "logs").mkdir()
        for child in self.children:
            child.start(self.env, self.home / "logs")
        self.api = Client(
            self.base, Authorization=f"Bearer {token}", Content_Type="application/json"
        )
        self.browser = Client(self.base)
        until(lambda: self.is_ready(), 30, "the web answers")
        assert self.browser.sign_in("ana.ruiz@northwind.example", PASSWORD).status == 200

    def stop(self) -> None:
        for child in self.children:
            if child.process:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(child.process.pid, signal.SIGKILL)
                child.process.wait(10)
        os.kill(self.valkey_pid, signal.SIGCONT)
        self.valkey.stop()
        self.postgres.stop("immediate")
        self.mailbox.shutdown()
        self.mailbox.server_close()

    @property
    def valkey_pid(self) -> int:
        return int((self.valkey.folder / "valkey.pid").read_text())

    def is_ready(self) -> bool:
        with contextlib.suppress(OSError):
            return Client(self.base).send("/readyz").status == 200
        return False

    def log(self, child: str) -> str:
        return (self.home / "logs" / f"{child}.log").read_text()

    def dead(self) -> list[str]:
        """The processes that ended, of which there must be none: each gets over a fault by itself."""
        return [c.name for c in self.children if c.process is None or c.process.poll() is not None]

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with psycopg2.connect(self.postgres.url) as conn, conn.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall()

    @contextlib.contextmanager
    def write(self) -> Iterator[Any]:
        """A transaction of a tester's own, committed at the end."""
        with (
            contextlib.closing(psycopg2.connect(self.postgres.url)) as conn,
            conn,
            conn.cursor() as cursor,
        ):
            yield cursor

    def waiting(self) -> int:
        """Deliveries and mails that are not done yet."""
        return self.rows(
            "select (select count(*) from events_delivery)"
            " + (select count(*) from events_outgoing where state = 'pending')"
        )[0][0]

    def effects(self) -> dict[str, tuple[int, ...]]:
        """Ticket title -> how many tickets, events, ledger lines and mails it has; each should be one."""
        found = self.rows(
            "select title, count(distinct t.id), count(distinct e.id), count(distinct l.ctid), count(distinct o.id)"
            " from desk_ticket t left join events_domainevent e on e.subject_type = 'ticket'"
            " and e.subject_id = t.id and e.name = 'incident.logged'"
            " left join chaos_ledger l on l.event_id = e.id"
            " left join events_outgoing o on o.event_id = e.id and o.recipient = 'desk@northwind.example' group by title"
        )
        return {title: tuple(counts) for title, *counts in found}

    def arrivals(self) -> set[int]:
        """How often the mails written so far arrived: once each, and again only when a sender was cut off."""
        keys = self.rows("select key from events_outgoing")
        return {self.mailbox.received[key] for (key,) in keys}

    def _python(self, *args: str) -> str:
        done = subprocess.run(
            [sys.executable, *args], cwd=ROOT, env=self.env, capture_output=True, text=True, check=False
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout


ONCE = (1, 1, 1, 1)


def until(true: Callable[[], bool], seconds: float, what: str) -> float:
    """Wait until something is so; returns how long it took."""
    start = time.monotonic()
    while not true():
        assert time.monotonic() - start < seconds, f"not within {seconds} s: {what}"
        time.sleep(0.1)
    return time.monotonic() - start


def p95(answers: list[Answer]) -> float:
    ordered = sorted(answer.seconds for answer in answers)
    return ordered[int(0.95 * len(ordered))]
