"""How many statements a request sends, counted in-process. Run by the benchmark: prints one JSON line."""

import json
import sys
import time
from collections.abc import Callable
from itertools import count

import django

django.setup()

from django.db import connection  # noqa: E402 -- needs the settings
from django.http import HttpResponse  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from practices.desk.models import Ticket  # noqa: E402
from svs.accounts.models import User  # noqa: E402


def changes(api: Client, ref: str) -> Callable[[], HttpResponse]:
    """Change one field, each time with the ETag of the change before."""
    versions = count(Ticket.objects.values_list("version", flat=True).get(ref=ref))

    def change() -> HttpResponse:
        version = next(versions)
        fields, etag = {"title": f"A long story {version}"}, {"If-Match": f'"{version}"'}
        path = f"/api/v1/incidents/{ref}/"
        return api.patch(path, fields, content_type="application/json", headers=etag)

    return change


def main() -> None:
    token, ref, body, month = sys.argv[1], sys.argv[2], json.loads(sys.argv[3]), sys.argv[4]
    api = Client(SERVER_NAME="127.0.0.1", headers={"Authorization": f"Bearer {token}"})
    page = Client(SERVER_NAME="127.0.0.1")
    page.force_login(User.objects.get(email="ana.ruiz@northwind.example"))
    runs = {
        "ticket-create": lambda: api.post("/api/v1/incidents/", body, content_type="application/json", headers={"Idempotency-Key": f"count-{time.monotonic_ns()}"}),
        "ticket-patch": changes(api, ref),
        "agent-list": lambda: page.get("/tickets/all/"),
        "agent-list-api": lambda: api.get("/api/v1/incidents/?page_size=25"),
        "ticket-open": lambda: page.get(f"/incidents/{ref}/"),
        "search": lambda: page.get("/tickets/search/?q=wombat7"),
        "change-calendar": lambda: page.get(month),
        "dashboard": lambda: page.get("/services/warehouse-scanners/"),
    }  # fmt: skip
    counts = {}
    for name, run in runs.items():
        run()
        with CaptureQueriesContext(connection) as caught:
            answer = run()
        assert answer.status_code < 300, (name, answer.status_code)  # noqa: S101 -- a wrong answer is no measurement
        counts[name] = len(caught.captured_queries)
    print(json.dumps(counts))


main()
