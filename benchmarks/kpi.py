"""What a number costs to keep: run by the benchmark, prints one figure.

`refresh`: milliseconds of SQL from one restored incident to its cells. `move SECONDS`: a hundred moves a second, printed how many.
"""

import sys
import time
from statistics import median

import django

django.setup()

from django.db import connection, transaction  # noqa: E402 -- needs the settings
from django.test.utils import CaptureQueriesContext  # noqa: E402

from practices.desk.models import Ticket  # noqa: E402
from practices.incident import operations  # noqa: E402
from svs.accounts.models import User  # noqa: E402
from svs.events.actor import person  # noqa: E402
from svs.events.models import DomainEvent  # noqa: E402
from svs.events.registry import consumers  # noqa: E402

A_SECOND = 100
HOW = {"resolution": "Restarted.", "resolution_code": "fixed", "cause_code": "software"}


def refresh() -> float:
    """The median of ten tickets, each taken back afterwards."""
    ana, taken = person(User.objects.get(email="ana.ruiz@northwind.example")), []
    handle = consumers()["metrics.cells"].handle
    for ticket in Ticket.objects.open().filter(kind="incident", service__isnull=False).order_by("id")[:10]:  # fmt: skip
        with transaction.atomic():
            operations.resolve_incident(ticket=ticket, actor=ana, **HOW)
            event = DomainEvent.objects.filter(name="incident.resolved", subject_id=ticket.pk).latest("id")  # fmt: skip
            with CaptureQueriesContext(connection) as seen:
                handle([event])
            taken.append(1000 * sum(float(query["time"]) for query in seen.captured_queries))
            transaction.set_rollback(True)
    return median(taken)


def move(seconds: int) -> int:
    """Restore and reopen incidents at an even pace."""
    ana = person(User.objects.get(email="ana.ruiz@northwind.example"))
    pool = list(Ticket.objects.open().filter(kind="incident", service__isnull=False).order_by("id")[:400])  # fmt: skip
    start, moved = time.monotonic(), 0
    while (now := time.monotonic() - start) < seconds:
        ticket = pool[moved % len(pool)]
        if moved // len(pool) % 2 == 0:
            operations.resolve_incident(ticket=ticket, actor=ana, **HOW)
        else:
            operations.reopen_incident(ticket=ticket, actor=ana)
        moved += 1
        time.sleep(max(0.0, moved / A_SECOND - now))
    return moved


if __name__ == "__main__":
    print(refresh() if sys.argv[1] == "refresh" else move(int(sys.argv[2])))
