"""The workloads, interleaved, and their medians."""

import json
import os
import threading
import time
from collections.abc import Callable
from statistics import median

from benchmarks import client
from benchmarks.server import Bench

REPEAT = int(os.environ.get("REPEAT", "5"))
SECONDS = float(os.environ.get("SECONDS", "4"))
LAG = int(os.environ.get("LAG", "60"))
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
_WAITS = """
select coalesce(extract(epoch from clock_timestamp() - min(e.recorded_at)), 0)::float
from events_delivery d join events_domainevent e on e.id = d.event_id where d.consumer = 'metrics.cells'
"""
Found = dict[str, object]


def body(service: int) -> Callable[[int], dict[str, object]]:
    """An incident as a program logs it."""
    return lambda n: {
        "title": "Map does not load",
        "description": "Since this morning. " * 8,
        "service": service,
    }


def empty_rate(bench: Bench) -> float:
    """Incidents a second that four clients log while there are next to none."""
    token = bench.python("-c", ISSUE.replace('"bench"', '"bench of an empty desk"')).split()[-1]
    api = {"Authorization": f"Bearer {token}"}
    new = client.post("/api/v1/incidents/", api, body(_portal(bench)), "empty")
    client.rate(bench.port, new, 2)
    return median(client.rate(bench.port, new, SECONDS) for _ in range(3))


def marked(bench: Bench) -> list[str]:
    """Twenty words that stand in a hundred tickets each, as search meets them: rare, and spread over the years."""
    words = [f"wombat{n}" for n in range(20)]
    for word in words:
        bench.sql(
            f"with some as (select id from desk_ticket order by random() limit 100) update desk_ticket t "
            f"set description = description || ' {word}.' from some where some.id = t.id returning t.id"
        )
    bench.sql("set statement_timeout = 0; analyze desk_text; select 1")
    return words


PLANNED = """
with made as (
    insert into desk_ticket (kind, title, description, service_id, state, phase, cause, priority, channel, tags, own, source,
        logged_at, updated_at, version, promised_because)
    select 'change', 'Change ' || n, '', (select id from services_service order by id offset n % 8 limit 1), 'SCHEDULED', 'WAITING',
        'window', 3, 'desk', '[]', '{}', '', now(), now(), 1, '' from generate_series(1, 2000) n returning id
), numbered as (select id, row_number() over (order by id) n from made)
insert into change_change (ticket_id, type, why, plan, backout, test, "window", answers, likelihood, impact, risk, risk_because,
    plan_version, decided_words, outcome, outcome_words, review_words, freezes_known)
select id, 'normal', '', '', '', '', tstzrange(m.at + n * interval '21 minutes', m.at + n * interval '21 minutes' + interval '30 minutes'),
    '{}', 1, 1, 1, '[]', 1, '', '', '', '', '[]'
from numbered cross join (select date_trunc('month', now() + interval '2 months') at) m returning ticket_id
"""


def planned(bench: Bench) -> str:
    """Two thousand changes planned for the month after next; gives the address of its calendar."""
    bench.sql(PLANNED)
    month = bench.sql("select to_char(now() + interval '2 months', 'YYYY-MM')")[0][0]
    return f"/changes/calendar/?month={month}"


def _portal(bench: Bench) -> int:
    return bench.sql("select id from services_service where slug = 'customer-portal'")[0][0]


def measure(bench: Bench) -> Found:
    """Interleaved repetitions of every workload; medians."""
    token = bench.python("-c", ISSUE).split()[-1]
    ref = bench.python("-c", LONG).split()[-1]
    bench.backlog()
    api, page = {"Authorization": f"Bearer {token}"}, {"Cookie": bench.session()}
    floor = {"Authorization": "floor"}
    new = body(_portal(bench))
    ours, bare = bench.port, bench.floor_port
    create = client.post("/api/v1/incidents/", api, new, "bench")
    item = client.post("/items/", floor, lambda n: {k: v for k, v in new(n).items() if k != "service"})  # fmt: skip
    reply = client.post(f"/api/v1/incidents/{ref}/note/", api, lambda n: {"body": "We look. " * 9}, "reply")  # fmt: skip
    change = client.patch(f"/api/v1/incidents/{ref}/", api, lambda n: {"title": f"A long story {n}"})  # fmt: skip
    words, month = marked(bench), planned(bench)
    whole = client.each(
        [
            client.get(path, page)
            for path in ("/tickets/all/", "/tickets/side/?at=/tickets/all/", "/notices/bell/")
        ]
    )
    runs: dict[str, Callable[[], float]] = {
        "floor create, p50": lambda: client.p50(bare, item, 150),
        "create, p50": lambda: client.p50(ours, create, 150),
        "floor create, rate": lambda: client.rate(bare, item, SECONDS),
        "create, rate": lambda: client.rate(ours, create, SECONDS),
        "backlog": bench.backlog,
        "comment, rate": lambda: client.rate(ours, reply, SECONDS),
        "patch, p50": lambda: client.p50(ours, change, 60),
        "floor list, p50": lambda: client.p50(bare, client.get("/items/", floor), 200),
        "list page, p50": lambda: client.p50(ours, client.get("/tickets/all/", page), 80),
        "list whole, p50": lambda: client.p50(ours, whole, 40),
        "search API, p50": lambda: client.p50(ours, client.turning("/api/v1/search/?q={word}&page_size=25", words, api), 60),
        "search page, p50": lambda: client.p50(ours, client.turning("/tickets/search/?q={word}", words, page), 60),
        "list API, p50": lambda: client.p50(ours, client.get("/api/v1/incidents/?page_size=25", api), 100),
        "open page, p50": lambda: client.p50(ours, client.get(f"/incidents/{ref_of(bench)}/", page), 60),
        "calendar, p50": lambda: client.p50(ours, client.get(month, page), 40),
        "dashboard, p50": lambda: client.p50(ours, client.get("/services/warehouse-scanners/", page), 40),
    }  # fmt: skip
    found: dict[str, list[float]] = {name: [] for name in runs}
    for n in range(REPEAT):
        for name, run in runs.items():
            found[name].append(run())
        print(f"repetition {n + 1} of {REPEAT}", flush=True)
    result: Found = {name: median(values) for name, values in found.items()}
    counts = bench.python(
        "-m", "benchmarks.statements", token, ref_of(bench), json.dumps(new(0)), month
    )
    result["statements"] = json.loads(counts.strip().splitlines()[-1])
    result["kpi refresh"] = float(bench.python("-m", "benchmarks.kpi", "refresh").split()[-1])
    result |= lag(bench, create)
    result["web memory"], result["worker memory"] = bench.memory("web"), bench.memory("worker")
    return result


_long: dict[int, str] = {}


def ref_of(bench: Bench) -> str:
    """A ticket with a long history of its own, which no other workload lengthens."""
    if bench.port not in _long:
        _long[bench.port] = bench.python("-c", LONG).split()[-1]
    return _long[bench.port]


def lag(bench: Bench, create: client.Send) -> Found:
    """While incidents are moved a hundred times a second: how late the numbers are, and what creating loses by it."""
    bench.backlog()
    alone = client.rate(bench.port, create, 2 * SECONDS)
    ages: list[float] = []
    over = threading.Event()

    def watch() -> None:
        while not over.wait(0.25):
            ages.append(float(bench.sql(_WAITS)[0][0]))

    watcher = threading.Thread(target=watch)
    mover = bench.beside("-m", "benchmarks.kpi", "move", str(LAG))
    watcher.start()
    rates = []
    stop = time.monotonic() + LAG
    while time.monotonic() < stop - SECONDS:
        rates.append(client.rate(bench.port, create, 2 * SECONDS))
    moved = int(mover.communicate()[0].split()[-1])
    over.set()
    watcher.join()
    ages.sort()
    return {
        "kpi lag, p95": ages[int(0.95 * len(ages))] if ages else 0.0, "moved, rate": moved / LAG,
        "create alone": alone, "create meanwhile": median(rates),
    }  # fmt: skip
