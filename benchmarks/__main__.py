"""`make bench`: SVS against the bare floor in one run. Prints a table of ratios; asserts nothing.

Workloads and aims: docs/performance.md. SIZE is the number of tickets loaded first (100,000 unless said), REPEAT the repetitions.
"""

import json
import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from http.cookiejar import CookieJar
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

import psycopg2

from benchmarks import client
from svs import embedded
from svs.launcher.environment import PYTHON, ROOT
from svs.launcher.supervisor import Child, commands

SIZE = int(os.environ.get("SIZE", "100000"))
REPEAT = int(os.environ.get("REPEAT", "5"))
SECONDS = float(os.environ.get("SECONDS", "4"))
PASSWORD = "northwind-demo"  # noqa: S105 -- the demo's, printed on purpose
ISSUE = """
import django; django.setup()
from datetime import timedelta
from django.utils import timezone
from svs.accounts.models import ApiClient, User, hash_token, new_token
token = new_token()
ApiClient.objects.create(name="bench", user=User.objects.get(email="ana.ruiz@northwind.example"), token_hash=hash_token(token),
    prefix=token[:12], scopes=["tickets:read", "tickets:write"], expires_at=timezone.now() + timedelta(days=1))
print(token)
"""
LONG = """
import django; django.setup()
from practices.desk import operations as desk
from practices.incident import operations as incidents
from svs.accounts.models import User
from svs.events.actor import person
ana = User.objects.get(email="ana.ruiz@northwind.example"); actor = person(ana)
ticket = incidents.log_incident(actor=actor, title="A long story")
incidents.assign_incident(ticket=ticket, actor=actor, assignee_id=ana.pk)
for n in range(20):
    desk.add_message(ticket_id=ticket.pk, author=ana, actor=actor, body=f"Turn {n}. " * 20, is_internal=n % 2 == 0)
    incidents.hold_incident(ticket=ticket, actor=actor, cause="vendor")
    incidents.resume_incident(ticket=ticket, actor=actor)
ticket.refresh_from_db(); print(ticket.ref)
"""


class Bench:
    """Both products on the same server, started as they run."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.services, self.ours = embedded.start(home, durable=True)
        self.port, self.floor_port = embedded.free_port(), embedded.free_port()
        url = self.services.database_url
        self.env = {
            **os.environ, "DATABASE_URL": url, "REDIS_URL": self.services.redis_url, "SVS_HOME": str(home),
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
        for child in self.children:
            if child.process:
                child.process.terminate()
        for child in self.children:
            if child.process:
                child.process.wait(40)
        for service in reversed(self.ours):
            service.stop()

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
            lambda: (
                self.sql("select count(*) from events_delivery where parked_at is null")[0][0] == 0
            ),
            60,
        )
        return time.monotonic() - start

    def backlog_long(self) -> None:
        """Wait for the worker to count a whole history."""
        until(
            lambda: (
                self.sql("select count(*) from events_delivery where parked_at is null")[0][0] == 0
            ),
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


def measure(bench: Bench) -> dict[str, object]:
    """Interleaved repetitions of every workload; medians."""
    token = bench.python("-c", ISSUE).split()[-1]
    ref = bench.python("-c", LONG).split()[-1]
    bench.backlog()
    service = bench.sql("select id from services_service where slug = 'customer-portal'")[0][0]
    api = {"Authorization": f"Bearer {token}"}
    page = {"Cookie": bench.session()}
    floor = {"Authorization": "floor"}

    def new(n: int) -> dict[str, object]:
        return {
            "title": "Map does not load",
            "description": "Since this morning. " * 8,
            "service": service,
        }

    ours, bare = bench.port, bench.floor_port
    create = client.post("/api/v1/incidents/", api, new, "bench")
    item = client.post(
        "/items/",
        floor,
        lambda n: {"title": "Map does not load", "description": "Since this morning. " * 8},
    )
    runs: dict[str, Callable[[], float]] = {
        "floor create, p50": lambda: client.p50(bare, item, 150),
        "create, p50": lambda: client.p50(ours, create, 150),
        "floor create, rate": lambda: client.rate(bare, item, SECONDS),
        "create, rate": lambda: client.rate(ours, create, SECONDS),
        "backlog": bench.backlog,
        "floor list, p50": lambda: client.p50(bare, client.get("/items/", floor), 200),
        "list page, p50": lambda: client.p50(ours, client.get("/incidents/all/", page), 80),
        "list API, p50": lambda: client.p50(ours, client.get("/api/v1/incidents/?page_size=25", api), 100),
        "open page, p50": lambda: client.p50(ours, client.get(f"/incidents/{ref}/", page), 60),
        "dashboard, p50": lambda: client.p50(ours, client.get("/services/warehouse-scanners/", page), 40),
    }  # fmt: skip
    found: dict[str, list[float]] = {name: [] for name in runs}
    for n in range(REPEAT):
        for name, run in runs.items():
            found[name].append(run())
        print(f"repetition {n + 1} of {REPEAT}", flush=True)
    result: dict[str, object] = {name: median(values) for name, values in found.items()}
    counts = bench.python("-m", "benchmarks.statements", token, ref, json.dumps(new(0)))
    result["statements"] = json.loads(counts.strip().splitlines()[-1])
    result["web memory"], result["worker memory"] = bench.memory("web"), bench.memory("worker")
    return result


def table(r: dict[str, object]) -> str:
    """Ours beside the floor, the ratio beside its aim."""

    def f(name: str) -> float:
        return float(str(r[name]))

    n = r["statements"]
    assert isinstance(n, dict)  # noqa: S101 -- for the reader of types
    rows = [
        ("ticket-create, 4 clients", f"{f('create, rate'):.0f}/s", f"{f('floor create, rate'):.0f}/s", 100 * f("create, rate") / f("floor create, rate"), "% of the floor, at least 35", 35, True),
        ("ticket-create, p50", f"{f('create, p50'):.1f} ms", f"{f('floor create, p50'):.1f} ms", f("create, p50") / f("floor create, p50"), "x floor create, at most 2.8", 2.8, False),
        ("ticket-create, statements", str(n["ticket-create"]), "", n["ticket-create"], "at most 12", 12, False),
        ("ticket-create, backlog", f"{f('backlog'):.1f} s", "", f("backlog"), "s, at most 2", 2, False),
        ("agent-list", f"{f('list page, p50'):.1f} ms", f"{f('floor list, p50'):.1f} ms", f("list page, p50") / f("floor list, p50"), "x floor list, at most 5", 5, False),
        ("agent-list, statements", str(n["agent-list"]), "", n["agent-list"], "at most 10", 10, False),
        ("agent-list-api", f"{f('list API, p50'):.1f} ms", f"{f('floor list, p50'):.1f} ms", f("list API, p50") / f("floor list, p50"), "x floor list, at most 2.5", 2.5, False),
        ("ticket-open", f"{f('open page, p50'):.1f} ms", f"{f('floor list, p50'):.1f} ms", f("open page, p50") / f("floor list, p50"), "x floor list, at most 7", 7, False),
        ("ticket-open, statements", str(n["ticket-open"]), "", n["ticket-open"], "at most 15", 15, False),
        ("dashboard", f"{f('dashboard, p50'):.1f} ms", f"{f('floor list, p50'):.1f} ms", f("dashboard, p50") / f("floor list, p50"), "x floor list, at most 8", 8, False),
        ("memory, two web workers", f"{f('web memory'):.0f} MB", "", f("web memory"), "MB PSS, at most 200", 200, False),
        ("memory, Celery worker", f"{f('worker memory'):.0f} MB", "", f("worker memory"), "MB PSS, at most 200", 200, False),
    ]  # fmt: skip
    lines = ["| Workload | SVS | Floor | Ratio | Aim | |", "|---|---|---|---|---|---|"]
    for name, ours, floor, value, aim, bound, least in rows:
        met = value >= bound if least else value <= bound
        lines.append(
            f"| {name} | {ours} | {floor} | {value:.1f} | {aim} | {'met' if met else 'missed'} |"
        )
    return "\n".join(lines)


def main() -> None:
    home = Path(sys.argv[1])
    bench = Bench(home)
    try:
        bench.start()
        print(f"Loading {SIZE} tickets ...", flush=True)
        start = time.monotonic()
        bench.python("manage.py", "demo", "--tickets", str(SIZE))
        bench.backlog_long()
        filler = "insert into floor_item (title, description, queue, priority, state, created_at) select 'Item ' || n, repeat('words ', 20), n % 12, 3, 'NEW', now() - n * interval '1 minute' from generate_series(1, {}) n"  # fmt: skip
        floor = psycopg2.connect(bench.floor_env["FLOOR_URL"])
        floor.autocommit = True
        floor.cursor().execute(filler.format(SIZE))
        floor.cursor().execute("vacuum analyze")
        own = psycopg2.connect(bench.dsn)
        own.autocommit = True
        own.cursor().execute("vacuum analyze")
        print(f"loaded in {time.monotonic() - start:.0f} s", flush=True)
        result = measure(bench)
        print(
            f"\n{SIZE} tickets, {REPEAT} repetitions, medians, {os.cpu_count()} cores\n\n{table(result)}"
        )
        (ROOT / "benchmarks" / "last.json").write_text(json.dumps(result, indent=1))
    finally:
        bench.stop()


if __name__ == "__main__":
    main()
