"""The versions of a change, what each says otherwise, and everything that was done to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from practices.change import states
from practices.change.models import ChangeVersion
from practices.change.queries import risk
from practices.change.rules import versions as rules
from practices.configuration import access as items
from svs.accounts.models import User
from svs.events.models import DomainEvent
from svs.extensions import sentences
from svs.services import access as services

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from practices.desk.models import Ticket

TOLD = (
    "submitted", "approved", "refused", "expired", "withdrawn", "started", "completed", "closed", "cancelled", "reopened", "reviewed",
    "window_missed", "incident_confirmed",
)  # fmt: skip
MOST = 100


@dataclass(frozen=True)
class Entry:
    """One line of a change's history: a version and what it says otherwise, or something that was done."""

    at: datetime
    who: str
    sentence: str = ""
    version: int | None = None
    differs: list[rules.Difference] = field(default_factory=list)
    voided: int | None = None  # the version whose votes fell with it


def versions_of(ticket_id: int) -> list[ChangeVersion]:
    """Every version, the oldest first."""
    return list(ChangeVersion.objects.filter(change_id=ticket_id).select_related("by").order_by("number"))  # fmt: skip


def compared(viewer: User, older: ChangeVersion, newer: ChangeVersion) -> list[rules.Difference]:
    """What the newer version says otherwise, as this person may read it."""
    return rules.differences(older.said, newer.said, Reading(viewer, (older.said, newer.said)).words)  # fmt: skip


def history(viewer: User, ticket: Ticket, kept: list[ChangeVersion]) -> list[Entry]:
    """The versions and what was done, the newest first: one statement besides the names that versions need."""
    reading = Reading(viewer, [one.said for one in kept])
    names = [f"change.{past}" for past in (*TOLD, "voided")]
    rows = DomainEvent.objects.filter(subject_type="ticket", subject_id=ticket.pk, name__in=names)
    events = list(rows.order_by("-id").values("name", "occurred_at", "data", "actor_user_id", "actor_ref")[:MOST])  # fmt: skip
    who = reading.people_besides(
        {event["actor_user_id"] for event in events if event["actor_user_id"]}
    )
    fell = {event["data"].get("plan_version") for event in events if event["name"] == "change.voided"}  # fmt: skip
    told = [
        Entry(event["occurred_at"], who.get(event["actor_user_id"] or 0, event["actor_ref"] or "SVS"), sentences[event["name"]]({**event["data"], "names": who}))
        for event in events
        if event["name"] != "change.voided"
    ]  # fmt: skip
    for older, one in zip([None, *kept], kept, strict=False):
        differs = rules.differences(older.said, one.said, reading.words) if older else []
        voided = older.number if older and one.number in fell else None
        told.append(Entry(one.at, one.by.name if one.by else "SVS", "", one.number, differs, voided))  # fmt: skip
    return sorted(told, key=lambda entry: (entry.at, entry.version or 0), reverse=True)


class Reading:
    """How values of versions read to a person: names they may read, moments in their zone. One statement for each kind of name."""

    def __init__(self, viewer: User, said: Iterable[Mapping[str, Any]]) -> None:
        told = list(said)
        ids = {one["service_id"] for one in told} | {pk for one in told for pk in one["service_ids"]}  # fmt: skip
        about = {pk for one in told for pk in one["item_ids"]}
        self.services = dict(services.visible_to(viewer).filter(pk__in=ids - {None}).values_list("pk", "name"))  # fmt: skip
        self.items = dict(items.visible_to(viewer).filter(pk__in=about).values_list("pk", "name")) if about and items.may_read(viewer) else {}  # fmt: skip
        doing = {one["assignee_id"] for one in told} - {None}
        self.people = dict(User.objects.filter(pk__in=doing).values_list("pk", "name")) if doing else {}  # fmt: skip
        self.questions = {one["key"]: one for one in risk.questions()}

    def people_besides(self, ids: set[int]) -> dict[int, str]:
        """The names of these people as well."""
        missing = ids - self.people.keys()
        more = dict(User.objects.filter(pk__in=missing).values_list("pk", "name")) if missing else {}  # fmt: skip
        return {**self.people, **more}

    def open(self, said: dict[str, Any]) -> dict[str, Any]:
        """A version without the services and items that this person does not see."""
        shown = {name: [pk for pk in said[name] if pk in known] for name, known in (("service_ids", self.services), ("item_ids", self.items))}  # fmt: skip
        return {**said, **shown, "service_id": said["service_id"] if said["service_id"] in self.services else None}  # fmt: skip

    def words(self, name: str, value: Any) -> str:
        """A value of a version in words; empty where nothing was said."""
        if value in (None, "", [], {}):
            return ""
        said: dict[str, Any] = {
            "service_id": lambda: self.services.get(value, "another service"),
            "service_ids": lambda: self._list(self.services, value, "another"),
            "item_ids": lambda: self._list(self.items, value, "another"),
            "assignee_id": lambda: self.people.get(value, "somebody"),
            "type": lambda: states.TYPES[value],
            "backout_minutes": lambda: f"{value} min",
            "window": lambda: _span(value),
            "answers": lambda: self._answers(value),
        }
        return str(said[name]() if name in said else value)

    @staticmethod
    def _list(names: dict[int, str], ids: list[int], other: str) -> str:
        hidden = sum(pk not in names for pk in ids)
        shown = sorted(names[pk] for pk in ids if pk in names)
        return ", ".join([*shown, *([f"{hidden} {other if hidden == 1 else 'others'}"] if hidden else [])])  # fmt: skip

    def _answers(self, said: dict[str, str]) -> str:
        told = []
        for key, answer in said.items():
            asked = self.questions.get(key, {"asks": key, "answers": []})
            words = next((one.get("says", answer) for one in asked["answers"] if one["key"] == answer), answer)  # fmt: skip
            told.append(f"{asked['asks']} {words}")
        return "; ".join(told)


def _span(said: list[str]) -> str:
    since, until = (timezone.localtime(datetime.fromisoformat(moment)) for moment in said)
    same = since.date() == until.date()
    return f"{since:%a %d %b %H:%M} to {until:{'%H:%M' if same else '%a %d %b %H:%M'}}"
