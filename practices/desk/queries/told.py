"""Whom of ours something about a ticket concerns, and which of them may read of it. Requesters hear by letter, not here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from practices.desk import access
from practices.desk.models import Ticket, Watcher
from svs.accounts.models import Membership, Role, User
from svs.events.models import DomainEvent

if TYPE_CHECKING:
    from collections.abc import Iterable

AGENTS = (Role.AGENT, Role.TEAM_LEAD)


def ticket_of(event: DomainEvent) -> Ticket | None:
    """The ticket an event is about, with what access to it asks for; loaded once an event."""
    found: Ticket | None = getattr(event, "ticket_told", None)
    if found is None:
        rows = Ticket.objects.select_related("team", "service")
        found = rows.filter(pk=event.subject_id).first()
        event.ticket_told = found  # type: ignore[attr-defined]  # asked for by every kind of notice
    return found


def given_to(event: DomainEvent) -> Iterable[int | None]:
    """Who holds it now and did not before."""
    now, before = event.data.get("assignee_id"), (event.data.get("before") or {}).get("assignee_id")
    return [now] if now != before else []


def in_queue_of(event: DomainEvent) -> Iterable[int | None]:
    """The agents of the team in whose queue it lies now, where nobody holds it."""
    data, before = event.data, event.data.get("before") or {}
    new_here = data.get("team_id") != before.get("team_id") or before.get("assignee_id") is not None
    if data.get("assignee_id") is not None or data.get("team_id") is None or not new_here:
        return []
    return _agents_of(data["team_id"])


def _agents_of(team_id: int) -> Iterable[int]:
    members = Membership.objects.filter(team_id=team_id, user__is_active=True, user__role_assignments__role__in=AGENTS)  # fmt: skip
    return members.values_list("user_id", flat=True).distinct()


def holder_and_watchers(event: DomainEvent) -> set[int | None]:
    """Who holds it and who watches it; the requester is written to otherwise."""
    ticket = ticket_of(event)
    if ticket is None:
        return set()
    found = set[int | None](_watchers(ticket))
    found.add(ticket.assignee_id)
    found.discard(ticket.requester_id)
    return found


def watchers(event: DomainEvent) -> set[int | None]:
    """Who watches it without holding it."""
    ticket = ticket_of(event)
    return holder_and_watchers(event) - {ticket.assignee_id} if ticket else set()


def _watchers(ticket: Ticket) -> Iterable[int]:
    return set(Watcher.objects.filter(ticket=ticket).values_list("user_id", flat=True))


def whom_the_requester_answered(event: DomainEvent) -> Iterable[int | None]:
    """The holder and the watchers; nobody's ticket is its team's."""
    if not event.data.get("by_requester"):
        return []
    ticket, found = ticket_of(event), holder_and_watchers(event)
    if ticket is not None and ticket.assignee_id is None and ticket.team_id is not None:
        found |= set(_agents_of(ticket.team_id))
    return found


def whom_a_reply_concerns(event: DomainEvent) -> Iterable[int | None]:
    """The holder and the watchers, when one of ours wrote to the requester."""
    return [] if event.data.get("by_requester") else holder_and_watchers(event)


def whom_a_note_concerns(event: DomainEvent) -> Iterable[int | None]:
    """The holder and the watchers, but for those it names: they are told that it does."""
    return holder_and_watchers(event) - mentioned_in(event)


def mentioned_in(event: DomainEvent) -> set[int]:
    """Whom a note names."""
    told = DomainEvent.objects.filter(subject_type="ticket", subject_id=event.subject_id, name="ticket.mentioned")  # fmt: skip
    found = told.filter(data__message_id=event.data.get("message_id")).values_list("data", flat=True)  # fmt: skip
    return {pk for data in found for pk in data.get("user_ids", [])}


def readers(event: DomainEvent, ids: set[int]) -> set[int]:
    """Those who may see the ticket now."""
    ticket = ticket_of(event)
    if ticket is None:
        return set()
    return {user.pk for user in _people(ids) if access.may(user, access.VIEW, ticket)}


def readers_of_notes(event: DomainEvent, ids: set[int]) -> set[int]:
    """Those who may read its internal notes now."""
    ticket = ticket_of(event)
    if ticket is None:
        return set()
    return {user.pk for user in _people(ids) if access.may(user, access.VIEW, ticket) and access.reads_notes(user, ticket)}  # fmt: skip


def _people(ids: set[int]) -> list[User]:
    """People with their roles and teams: three statements, however many."""
    rows = User.objects.filter(pk__in=ids, is_active=True)
    found = list(rows.prefetch_related("role_assignments", "memberships"))
    for user in found:
        user.held = tuple((r.role, r.scope_kind, r.scope_id) for r in user.role_assignments.all())
        user.team_ids = frozenset(m.team_id for m in user.memberships.all())
    return found


def titles(user: User, ids: set[int]) -> dict[int, str]:
    """What tickets say in a line, for those this person sees."""
    return dict(access.visible_to(user).filter(pk__in=ids).values_list("pk", "title"))


def mails_open_to(user: User, refs: set[str]) -> set[str]:
    """Tickets whose mails somebody who looks after the outbox may read: what they see, and all that is not restricted."""
    rows = access.visible_to(user) | access.unrestricted_for(user)
    return set(rows.filter(ref__in=refs).values_list("ref", flat=True))
