"""Both products on the same services, started as they run, and what is read off them."""

import os
import re
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode

import psycopg2

from svs import embedded
from svs.launcher.environment import PYTHON, ROOT
from svs.launcher.supervisor import Child, commands

PASSWORD = "northwind-demo"  # noqa: S105 -- the demo's, printed on purpose


_WAITING = "select count(*) from events_delivery where parked_at is null"


class Bench:
    """Both products on the same server, started as they run."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.services, self.ours = embedded.start(home, durable=True)
        self.port, self.floor_port = embedded.free_port(), embedded.free_port()
        url = self.services.database_url
        self.env = {
            **os.environ, "SVS_API_PER_MINUTE": "0", "DATABASE_URL": url, "REDIS_URL": self.services.redis_url, "SVS_HOME": str(home),
            "SVS_SECRET_KEY": "only-here" * 8, "PORT": str(self.port), "PYTHONPATH": str(ROOT),
            "DJANGO_SETTINGS_MODULE": "svs.settings",
        }  # fmt: skip
        self.dsn = url
        name = psycopg2.extensions.parse_dsn(url)["dbname"]
        self.floor_env = {
            **self.env, "DJANGO_SETTINGS_MODULE": "benchmarks.floor.settings",
            "FLOOR_URL": url.replace(f"@/{name}", "@/floor", 1),
        }  # fmt: skip
        self.children: list[Child] = []

    def sql(self, text: str) -> list[tuple[int, ...]]:
        with psycopg2.connect(self.dsn) as connection, connection.cursor() as cursor:
            cursor.execute(text)
            return cursor.fetchall()

    def python(self, *args: str, env: dict[str, str] | None = None) -> str:
        done = subprocess.run(
            [str(PYTHON), *args], cwd=ROOT, env=env or self.env, check=False, capture_output=True, text=True
        )  # fmt: skip
        if done.returncode:
            raise SystemExit(done.stderr[-3000:])
        return done.stdout

    def beside(self, *args: str) -> subprocess.Popen[str]:
        """A program of ours that runs while something else is measured."""
        return subprocess.Popen([str(PYTHON), *args], cwd=ROOT, env=self.env, stdout=subprocess.PIPE, text=True)  # fmt: skip

    def anew(self) -> None:
        """The same product with an empty database."""
        self._end(self.children)
        name = psycopg2.extensions.parse_dsn(self.dsn)["dbname"]
        server = psycopg2.connect(self.floor_env["FLOOR_URL"])
        server.autocommit = True
        server.cursor().execute(f'drop database "{name}" with (force)')
        server.cursor().execute(f'create database "{name}"')
        self.python("manage.py", "migrate", "-v", "0")
        for child in self.children:
            child.start(self.floor_env if child.name == "floor" else self.env, self.home / "logs")
        until(lambda: _answers(self.port, "/readyz"), 60)
        until(lambda: _answers(self.floor_port, "/items/"), 60)

    def start(self) -> None:
        """Empty databases, migrated; both webs, and our relay and worker, running."""
        server = psycopg2.connect(self.dsn)
        server.autocommit = True
        server.cursor().execute("create database floor")
        self.python("manage.py", "migrate", "-v", "0")
        tables = "from django.db import connection; from benchmarks.floor.models import Item, Token\nwith connection.schema_editor() as e: [e.create_model(m) for m in (Item, Token)]\nToken.objects.create(key='floor')"
        self.python("-c", f"import django; django.setup()\n{tables}", env=self.floor_env)
        logs = self.home / "logs"
        logs.mkdir(exist_ok=True)
        self.children = [c for c in commands(self.port, self.home) if c.name != "beat"]
        web = self.children[0].command
        swap = {"svs.wsgi": "benchmarks.floor.wsgi", f"127.0.0.1:{self.port}": f"127.0.0.1:{self.floor_port}",
                str(self.home / "gunicorn.sock"): str(self.home / "floor.sock")}  # fmt: skip
        floor = Child("floor", [swap.get(word, word) for word in web])
        for child in self.children:
            child.start(self.env, logs)
        floor.start(self.floor_env, logs)
        self.children.append(floor)
        until(lambda: _answers(self.port, "/readyz"), 60)
        until(lambda: _answers(self.floor_port, "/items/"), 60)

    def stop(self) -> None:
        self._end(self.children)
        for service in reversed(self.ours):
            service.stop()

    @staticmethod
    def _end(children: list[Child]) -> None:
        for child in children:
            if child.process:
                child.process.terminate()
        for child in children:
            if child.process:
                child.process.wait(40)

    def session(self) -> str:
        """The cookie of an ordinary agent."""
        jar = CookieJar()
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
        base = f"http://127.0.0.1:{self.port}/sign-in/"
        with opener.open(base) as page:
            token = re.search(r'csrfmiddlewaretoken" value="([^"]+)', page.read().decode())
        fields = {"username": "ana.ruiz@northwind.example", "password": PASSWORD,
                  "csrfmiddlewaretoken": token[1] if token else ""}  # fmt: skip
        opener.open(base, urlencode(fields).encode()).close()
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)

    def backlog(self) -> float:
        """Seconds until nothing waits to be told."""
        start = time.monotonic()
        until(
            lambda: self.sql(_WAITING)[0][0] == 0,
            60,
        )
        return time.monotonic() - start

    def backlog_long(self) -> None:
        """Wait for the worker to count a whole history."""
        until(
            lambda: self.sql(_WAITING)[0][0] == 0,
            900,
        )

    def memory(self, name: str) -> float:
        """Proportional set size in MB of a child and all its children."""
        child = next(c for c in self.children if c.name == name)
        pids = _family(child.process.pid if child.process else 0)
        return sum(_pss(pid) for pid in pids) / 1024


def _answers(port: int, path: str) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5):
            return True
    except urllib.error.HTTPError:
        return path != "/readyz"
    except OSError:
        return False


def _family(pid: int) -> list[int]:
    found = [pid]
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid:
            found += _family(int(status.parent.name))
    return found


def _pss(pid: int) -> int:
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    line = re.search(r"^Pss:\s+(\d+)", rollup, re.M)
    return int(line[1]) if line else 0


def until(true: Callable[[], bool], seconds: float) -> None:
    stop = time.monotonic() + seconds
    while not true():
        if time.monotonic() > stop:
            raise SystemExit("It took too long; see the logs folder.")
        time.sleep(0.05)
