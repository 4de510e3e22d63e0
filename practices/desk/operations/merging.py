"""One ticket goes on in another: merged into it, or converted to another kind. Its talk goes along, its number leads there."""

from __future__ import annotations

from inspect import signature
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone

from practices.desk import access, states
from practices.desk.models import (
    Attachment,
    Clock,
    Draft,
    Message,
    Task,
    Ticket,
    TicketItem,
    TicketLink,
    Watcher,
)
from practices.desk.operations import verbs
from practices.desk.operations.life import go_on_in, lock
from practices.desk.operations.links import lock_both
from practices.desk.queries import fields
from practices.service_level.states import RESPONSE
from svs.accounts.models import User
from svs.errors import RuleViolation
from svs.events.emit import emit

if TYPE_CHECKING:
    from datetime import datetime

    from svs.events.actor import Actor


@transaction.atomic
def merge(*, ticket: Ticket, into: Ticket, actor: Actor, by: User, shares: bool = False) -> Ticket:
    """Let a ticket go on in another: what was said, its files, tasks, links, items and watchers go along, each as it was.

    Notes stay notes. Of another requester's ticket both read the public part afterwards: `shares` says that this is meant.
    It cannot be taken back. Raises RuleViolation("own_merge", "went_on", "merge_over", "other_requester", "others_read",
    "only_holder_opens", "waits_for_approval", "stays_itself"). Emits ticket.merged.
    """
    if ticket.pk == into.pk:
        raise RuleViolation("own_merge", "A ticket is not merged into itself.", field="into")
    source, target = lock_both(ticket.pk, into.pk)
    _may_end(source, "merge")
    _may_go_on(target)
    if target.continued_in_id is not None:
        raise RuleViolation("went_on", f"{target.ref} went on in another ticket: choose that one.", field="into")  # fmt: skip
    if target.phase == states.DONE:
        raise RuleViolation("merge_over", f"{target.ref} is over: reopen it first.", field="into")
    _may_share(source, target, by, shares=shares)
    now = timezone.now()
    _say_what_it_said(source, target)
    _take_along(source, target, now)
    _end(source, target, actor, now, "merged")
    return target


@transaction.atomic
def convert(*, ticket: Ticket, kind: str, actor: Actor) -> Ticket:
    """Let a ticket go on as one of another kind, with what both kinds know of it. It cannot be taken back.

    Raises RuleViolation("unknown_kind", "same_kind", "went_on", "merge_over", "waits_for_approval", "stays_itself") and what logging raises.
    Emits <kind>.logged and ticket.converted.
    """
    if kind not in states.kinds():
        raise RuleViolation("unknown_kind", "There is no such kind of ticket.", field="kind")
    old = lock(ticket.pk)
    if old.kind == kind:
        raise RuleViolation("same_kind", f"It is of this kind already: {old.lifecycle.label}.", field="kind")  # fmt: skip
    _may_end(old, "convert")
    new = _logged_as(old, kind, actor)
    now = timezone.now()
    _take_along(old, new, now)
    Ticket.objects.filter(pk=old.pk).update(
        response_seconds=None
    )  # the answer counts once, with the new one
    old.response_seconds = None
    _end(old, new, actor, now, "converted")
    if old.team_id or old.assignee_id:
        verbs.do("assign", ticket=new, actor=actor, team_id=old.team_id, assignee_id=old.assignee_id)  # fmt: skip
    new.refresh_from_db()
    return new


def _may_end(ticket: Ticket, verb: str) -> None:
    if ticket.continued_in_id is not None:
        raise RuleViolation("went_on", f"{ticket.ref} went on in another ticket already.")
    _may_go_on(ticket)
    if ticket.phase == states.DONE:
        raise RuleViolation("merge_over", f"{ticket.ref} is over: reopen it before you {verb} it.")
    if ticket.phase == states.WAITING and ticket.cause == "approval":
        raise RuleViolation("waits_for_approval", f"{ticket.ref} waits for an approval: wait for the answer first.")  # fmt: skip


def _may_go_on(ticket: Ticket) -> None:
    """What somebody decides on is one thing, and stays it."""
    if not ticket.lifecycle.goes_on:
        raise RuleViolation("stays_itself", f"{ticket.ref} is a {ticket.lifecycle.label.lower()}: link the two instead.", field="into")  # fmt: skip


def _may_share(source: Ticket, target: Ticket, by: User, *, shares: bool) -> None:
    """Somebody else's words become readable: only where that is meant, and where it may be."""
    asked = source.requester
    opens = access.is_restricted(source) and not _keeps(target, source)
    if opens and source.assignee_id != by.pk:
        raise RuleViolation("only_holder_opens", f"{source.ref} is kept within its team: only who holds it may open it to others.", field="into")  # fmt: skip
    if not shares and (opens or _has_strangers(source, target)):
        raise RuleViolation("others_read", "Some read only one of the two, and would read both then. Say that you mean it.", field="shares")  # fmt: skip
    if asked is None or asked.pk == target.requester_id:
        return
    if not shares:
        raise RuleViolation(
            "other_requester", f"{target.ref} was asked for by somebody else: both read the public part then. Say that you mean it.",
            field="shares",
        )  # fmt: skip
    if access.is_restricted(target) and target.assignee_id != by.pk and not access.sees(asked, target):  # fmt: skip
        raise RuleViolation("only_holder_opens", f"{target.ref} is kept within its team: only who holds it may let somebody else in.", field="into")  # fmt: skip


def _keeps(target: Ticket, source: Ticket) -> bool:
    """Is everybody kept out of the target whom the source keeps out?"""
    team, service = source.team, source.service
    within_team = not (team and team.is_restricted) or target.team_id == source.team_id
    return within_team and (not (service and service.is_restricted) or target.service_id == source.service_id)  # fmt: skip


def _has_strangers(source: Ticket, target: Ticket) -> bool:
    """Does somebody watch one of them who does not see the other? A restricted one takes no watchers over."""
    ways = [(target, source)] if access.is_restricted(target) else [(source, target), (target, source)]  # fmt: skip
    return any(
        not access.sees(user, there)
        for here, there in ways
        for user in User.objects.filter(pk__in=Watcher.objects.filter(ticket=here).values("user"), is_active=True)
    )  # fmt: skip


def _say_what_it_said(source: Ticket, target: Ticket) -> None:
    """Title and description stand in the conversation, by who asked and when."""
    said = f"{source.title}\n\n{source.description}".strip()
    Message.objects.create(
        ticket=target, author_id=source.requester_id, author_ref="" if source.requester_id else source.ref, is_internal=False,
        body=said, channel=source.channel, created_at=source.logged_at,
    )  # fmt: skip


def _take_along(source: Ticket, target: Ticket, now: datetime) -> None:
    """Everything that hangs on a ticket hangs on the other then, by whom and when it was."""
    Message.objects.filter(ticket=source).update(ticket=target)
    Attachment.objects.filter(ticket=source).update(ticket=target)
    Draft.objects.filter(ticket=source).exclude(user__in=Draft.objects.filter(ticket=target).values("user")).update(ticket=target)  # fmt: skip
    after = Task.objects.filter(ticket=target).count()
    Task.objects.filter(ticket=source).update(ticket=target, place=F("place") + after)
    _move_watchers(source, target)
    have = TicketItem.objects.filter(ticket=target).values("item")
    TicketItem.objects.filter(ticket=source).exclude(item__in=have).update(ticket=target)
    for link in TicketLink.objects.filter(Q(source=source) | Q(target=source)):
        _move_link(link, source, target)
    waiting = [moment for moment in (source.unanswered_since, target.unanswered_since) if moment]
    Ticket.objects.filter(pk=target.pk).update(updated_at=now, unanswered_since=min(waiting, default=None))  # fmt: skip


def _move_watchers(source: Ticket, target: Ticket) -> None:
    """Watchers go on watching; where the other is kept within its team, only those who see it."""
    asked = source.requester_id if source.requester_id != target.requester_id else None
    ids = {*Watcher.objects.filter(ticket=source).values_list("user_id", flat=True), asked or 0}
    people = [user for user in User.objects.filter(pk__in=ids) if user.pk == asked or not access.is_restricted(target) or access.sees(user, target)]  # fmt: skip
    Watcher.objects.bulk_create([Watcher(ticket=target, user=user) for user in people], ignore_conflicts=True)  # fmt: skip
    Watcher.objects.filter(ticket=source).delete()


def _move_link(link: TicketLink, source: Ticket, target: Ticket) -> None:
    """A link leads to the other from now on; one that would lead to itself, or stands there already, goes."""
    if link.source_id == source.pk:
        link.source = target
    if link.target_id == source.pk:
        link.target = target
    is_child_twice = link.kind == "child_of" and (
        TicketLink.objects.filter(kind="child_of", source=link.source).exclude(pk=link.pk).exists()
        or TicketLink.objects.filter(kind="child_of", source=link.target).exists()
        or TicketLink.objects.filter(kind="child_of", target=link.source).exists()
        or link.source.kind != link.target.kind
    )
    if link.source_id == link.target_id or is_child_twice:
        link.delete()
        return
    try:
        with transaction.atomic():
            link.save()
    except IntegrityError:
        TicketLink.objects.filter(pk=link.pk).delete()


def _end(source: Ticket, target: Ticket, actor: Actor, now: datetime, past: str) -> None:
    before = {"state": source.state, "phase": source.phase, "team_id": source.team_id, "assignee_id": source.assignee_id}  # fmt: skip
    go_on_in(ticket=source, other=target, at=now)
    Ticket.objects.filter(continued_in=source).update(
        continued_in=target
    )  # a chain is one step long
    emit(
        f"ticket.{past}", subject=("ticket", source.pk), about=("ticket", target.pk), actor=actor, service_id=source.service_id,
        occurred_at=now,
        data={"ref": source.ref, "into": target.ref, "into_id": target.pk, "version": source.version, "before": before},
    )  # fmt: skip


def _logged_as(old: Ticket, kind: str, actor: Actor) -> Ticket:
    """Log the new one with what both kinds know: the practice's own operation takes what it has a name for."""
    log = verbs.of_kind(kind).log
    category = old.category if old.category and old.category.is_active else None
    known: dict[str, Any] = {
        "title": old.title, "description": old.description, "requester": old.requester, "service_id": old.service_id,
        "category_id": category and category.pk, "team_id": old.team_id, "impact": old.impact, "urgency": old.urgency,
        "priority": old.priority, "channel": old.channel,
    }  # fmt: skip
    takes = signature(log).parameters
    new = log(actor=actor, **{key: value for key, value in known.items() if key in takes and value is not None})  # fmt: skip
    both = {field.key: field.type for field in fields.fields_of(old.kind)}
    kept = {f.key: old.own[f.key] for f in fields.fields_of(kind) if both.get(f.key) == f.type and f.key in old.own}  # fmt: skip
    new.tags, new.own, new.promised_at = old.tags, kept, old.promised_at
    if old.responded_at is not None:  # it was answered: nobody waits for that again
        new.responded_at, new.response_seconds, new.response_due_at = old.responded_at, old.response_seconds, None  # fmt: skip
        Clock.objects.filter(ticket=new, measure=RESPONSE).delete()
    new.save()
    return new
