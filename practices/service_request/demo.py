"""The service request practice's part of the demo organisation: months of requests, and a few that wait for their yes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from practices.desk.operations import words
from practices.service_request import bulk, operations, states
from practices.service_request.models import ServiceRequest
from svs import gates
from svs.accounts.models import Team, User
from svs.events.actor import person
from svs.services.models import Service

if TYPE_CHECKING:
    from collections.abc import Callable

    from practices.desk.models import Ticket

# what, for whom, of which service, by which team, priority, who must say yes, in what words
WAITING = (
    ("Two scanners for the night shift at dock 9", "joost.verhagen", "warehouse-scanners", "field-services", 2, "elena.petrova",
     "Four of us share two scanners since the new line opened; the pick lists wait for us."),
    ("Access to payroll reports for the new accountant", "paul.dubois", "payroll", "finance-systems", 3, "david.cohen",
     "She starts on Monday and closes the month with me."),
    ("A standing desk for the reception", "sara.lund", None, "field-services", 4, "marta.silva", "The doctor's letter is with Human Resources."),
)  # fmt: skip
AT_WORK = (
    (
        "A phone extension for the returns desk",
        "ines.castro",
        "telephony",
        "field-services",
        "malik.brandt",
    ),
    (
        "Guest Wi-Fi for the customs audit",
        "jan.peeters",
        "site-connectivity",
        "network-operations",
        "ana.ruiz",
    ),
)


def load(*, seed: int, say: Callable[[str], None] = print) -> None:
    """A hundred requests of the last months, and six moved by the real operations."""
    report = bulk.write_past(requests=bulk.USUAL, seed=seed, until=timezone.now())
    say(f"{report.cases} requests of the last {bulk.DAYS} days")
    _ask_those_of_the_past()
    desk = person(_user("ana.ruiz"))
    for title, name, slug, team, priority, approver, why in WAITING:
        ticket = _log(title, name, slug, team, priority, why)
        operations.ask_approval(ticket=ticket, actor=desk, approver_id=_user(approver).pk)
    for title, name, slug, team, holder in AT_WORK:
        ticket = _log(title, name, slug, team, 3)
        operations.assign_request(ticket=ticket, actor=desk, assignee_id=_user(holder).pk)
    _log("A label printer nearer to dock 4", "joost.verhagen", "warehouse-scanners", None, 3, "We walk 200 metres for every label.")  # fmt: skip
    words.learn_words()  # the desk's last part: a mistyped word finds its ticket from the first minute


def _ask_those_of_the_past() -> None:
    """What was asked in the last days and nobody answered yet waits for real votes."""
    rows = ServiceRequest.objects.filter(decision="", approver__isnull=False, ticket__state=states.IN_APPROVAL)  # fmt: skip
    for one in rows.select_related("asked_by").order_by("pk"):
        if one.asked_by is not None:
            gates.ask("request", one.pk, actor=person(one.asked_by))


def _log(title: str, name: str, slug: str | None, team: str | None, priority: int, why: str = "") -> Ticket:  # fmt: skip
    who = _user(name)
    return operations.log_request(
        actor=person(who), title=title, description=why, requester=who, priority=priority, channel="portal",
        service_id=Service.objects.get(slug=slug).pk if slug else None, team_id=Team.objects.get(slug=team).pk if team else None,
    )  # fmt: skip


def _user(name: str) -> User:
    return User.objects.get(email=f"{name}@northwind.example")
