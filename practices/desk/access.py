"""Who sees which tickets, and who may do what to them. Queues are transparent; restricted ones are not."""

from functools import reduce
from operator import and_, or_

from django.db.models import Q, QuerySet

from practices.desk.models import (
    Attachment,
    CannedReply,
    Message,
    OwnField,
    SavedView,
    Ticket,
    TicketQuerySet,
    Watcher,
)
from svs.accounts.models import Role, Team, User
from svs.permissions import access

VIEW, EDIT = "view", "edit"
LOG, ASSIGN, HOLD, RESUME, RESOLVE = "log", "assign", "hold", "resume", "resolve"
REOPEN, CLOSE, PRIORITISE, REPLY, NOTE = "reopen", "close", "prioritise", "reply", "note"
LINK, ITEMS, TAG, UNDO, PROMISE = "link", "items", "tag", "undo", "promise"
FULFIL, ASK_APPROVAL, CANCEL = "fulfil", "ask_approval", "cancel"
SUBMIT, EDIT_PLAN, WITHDRAW, START, COMPLETE, REVIEW = "submit", "edit_plan", "withdraw", "start", "complete", "review"  # fmt: skip
WATCH, WATCHERS, TASKS, MERGE = "watch", "watchers", "tasks", "merge"
AGENT_VERBS = frozenset(
    {
        LOG,
        ASSIGN,
        HOLD,
        RESUME,
        RESOLVE,
        REOPEN,
        CLOSE,
        PRIORITISE,
        REPLY,
        NOTE,
        LINK,
        ITEMS,
        PROMISE,
        TAG,
        UNDO,
        FULFIL,
        ASK_APPROVAL,
        CANCEL,
        SUBMIT,
        EDIT_PLAN,
        WITHDRAW,
        START,
        COMPLETE,
        REVIEW,
        WATCH,
        WATCHERS,
        TASKS,
        MERGE,
        "read_notes",
    }
)
REQUESTER_VERBS = frozenset({REPLY, REOPEN, CANCEL})
DESK_ROLES = (Role.AGENT.value, Role.TEAM_LEAD.value)


def is_agent(user: User) -> bool:
    return user.has_role(*DESK_ROLES)


def works_on_tickets(user: User) -> bool:
    """The desk, owners of services and auditors read the desk's pages; everybody else reads their own tickets on the portal."""
    return user.has_role(*DESK_ROLES, Role.SERVICE_OWNER.value, Role.AUDITOR.value)


ALL = ~Q(pk__in=())


def _unrestricted(user: User, of: str = "") -> Q:
    """Everything but the tickets of restricted teams and services the person does not belong to; `of` leads to the ticket.

    Said by what is hidden, which is known of whoever is signed in: so no statement about tickets joins for it.
    """
    if user.hidden_teams is None or user.hidden_services is None:
        mine = list(user.team_ids)
        team = _any(of, team__isnull=True, team__is_restricted=False, team_id__in=mine)
        service = _any(
            of, service__isnull=True, service__is_restricted=False, service__team_id__in=mine, service__owner_id=user.pk
        )  # fmt: skip
        return team & service
    hidden = {"team_id__in": user.hidden_teams, "service_id__in": user.hidden_services}
    shown = [~Q(**{f"{of}{name}": list(ids)}) for name, ids in hidden.items() if ids]
    return reduce(and_, shown, ALL)


def _any(of: str, **one: object) -> Q:
    return reduce(or_, (Q(**{f"{of}{name}": value}) for name, value in one.items()))


def _owned(user: User, of: str = "") -> Q:
    """The tickets about services of this person's."""
    scopes = user.scopes_of("service_owner", "service")
    return _any(of, service__owner_id=user.pk, service_id__in=scopes)


def visible_to(user: User) -> TicketQuerySet:
    """Agents see all but restricted tickets, owners their services', requesters their own and those they watch; grants add to it."""
    seen = Q(requester_id=user.pk)
    if access.may_be_granted(user, "ticket"):
        seen |= Q(access.granted(user, "ticket"))
    if is_agent(user) or user.has_role(Role.AUDITOR.value):
        seen |= _unrestricted(user)
    if user.has_role(Role.SERVICE_OWNER.value):
        seen |= _owned(user)
    return Ticket.objects.filter(seen | Q(pk__in=watched_by(user)))


def watched_by(user: User) -> QuerySet[Watcher, int]:
    """The ids of the tickets that this person watches."""
    return Watcher.objects.filter(user_id=user.pk).values_list("ticket_id", flat=True)


def at_office(user: User) -> Q:
    """The tickets of which this person may know how the desk sorts them, as `only_asked` says it of one."""
    found = Q(pk__in=())
    if is_agent(user) or user.has_role(Role.AUDITOR.value):
        found |= _unrestricted(user)
    if user.has_role(Role.SERVICE_OWNER.value):
        found |= _owned(user)
    # what was granted to somebody else's ticket is no asking
    return found | ~(Q(requester_id=user.pk) | Q(pk__in=watched_by(user)))


def notes_open_to(user: User, of: str) -> Q:
    """The tickets whose notes this person reads, as `reads_notes` says it of one; `of` leads to the ticket.

    A note that was granted alone is read on its ticket.
    """
    if not is_agent(user):
        return Q(pk__in=())
    found = _unrestricted(user, of)
    return found | _owned(user, of) if user.has_role(Role.SERVICE_OWNER.value) else found


def countable_by(user: User) -> TicketQuerySet:
    """Tickets that may go into sums this person reads: those they see and, for the sponsor, all that are not restricted.

    A sum tells how many and how long, never what a ticket says.
    """
    if not user.has_role(Role.SPONSOR.value):
        return visible_to(user)
    return visible_to(user) | unrestricted_for(user)


def unrestricted_for(user: User) -> TicketQuerySet:
    """All but the tickets of restricted teams and services this person does not belong to; for sums, and for the outbox."""
    return Ticket.objects.filter(_unrestricted(user))


def may_try_targets(user: User) -> bool:
    """Administrators promise times, owners of services judge them: both may hold a draft over the past."""
    return user.has_role(Role.ADMINISTRATOR.value, Role.SERVICE_OWNER.value)


def judged_by(user: User) -> TicketQuerySet:
    """Tickets over which this person may hold a draft of a promise; a sum tells how many and how long, never what a ticket says."""
    if not user.has_role(Role.ADMINISTRATOR.value):
        return visible_to(user)
    return visible_to(user) | Ticket.objects.filter(_unrestricted(user))


def sees(user: User, ticket: Ticket) -> bool:
    """Does `visible_to` hold this ticket? Answered from the record where its team and service are loaded with it."""
    loaded = all(Ticket._meta.get_field(name).is_cached(ticket) for name in ("team", "service"))  # type: ignore[union-attr]
    if loaded and is_agent(user) and _is_unrestricted(user, ticket):
        return True
    return visible_to(user).filter(pk=ticket.pk).exists()


def works_by_office(user: User, ticket: Ticket) -> bool:
    """Is the desk's page of this ticket their business, not only by a grant?"""
    by_role = user.has_role(*DESK_ROLES, Role.AUDITOR.value) and _is_unrestricted(user, ticket)
    return by_role or owns_service(user, ticket)


def works_on(user: User, ticket: Ticket) -> bool:
    """Does this agent see it by their office? A grant to see one of a restricted team lets nobody work on it."""
    loaded = all(Ticket._meta.get_field(name).is_cached(ticket) for name in ("team", "service"))  # type: ignore[union-attr]
    if loaded:
        return _is_unrestricted(user, ticket) or owns_service(user, ticket)
    by_office = _unrestricted(user)
    if user.has_role(Role.SERVICE_OWNER.value):
        by_office |= _owned(user)
    return Ticket.objects.filter(by_office, pk=ticket.pk).exists()


def _is_unrestricted(user: User, ticket: Ticket) -> bool:
    """The rule of `_unrestricted`, for one ticket in hand."""
    team, service = ticket.team, ticket.service
    if team is not None and team.is_restricted and team.pk not in user.team_ids:
        return False
    return (
        service is None
        or not service.is_restricted
        or service.team_id in user.team_ids
        or service.owner_id == user.pk
    )


def only_asked(user: User, ticket: Ticket) -> bool:
    """Did this person ask for it, or watch it, and knows it by that alone? Then they read it on the portal, whoever they are."""
    if works_by_office(user, ticket):
        return False
    return ticket.requester_id == user.pk or watches(user, ticket)


def watches(user: User, ticket: Ticket) -> bool:
    """Does this person watch it? Asked once for a ticket in hand."""
    known: dict[int, bool] = ticket.__dict__.setdefault("_watched_by", {})
    if user.pk not in known:
        known[user.pk] = Watcher.objects.filter(ticket_id=ticket.pk, user_id=user.pk).exists()
    return known[user.pk]


def is_restricted(ticket: Ticket) -> bool:
    """Is it of a team or a service whose tickets not every agent sees?"""
    team, service = ticket.team, ticket.service
    return bool((team and team.is_restricted) or (service and service.is_restricted))


def may(user: User, verb: str, ticket: Ticket) -> bool:
    """May this person do this to a ticket they see? An agent who asked a restricted team is a requester there."""
    if verb == VIEW:
        return sees(user, ticket)
    if verb in AGENT_VERBS and is_agent(user) and not only_asked(user, ticket) and works_on(user, ticket):  # fmt: skip
        return True
    if verb in REQUESTER_VERBS and ticket.requester_id == user.pk:
        return True
    if verb == WATCH and owns_service(user, ticket):
        return True
    return access.has_grant(user, "ticket", ticket.pk, verb)


def queues_visible_to(user: User) -> QuerySet[Team]:
    """Every team's queue may be looked at, those of restricted teams by their members only."""
    return Team.objects.filter(Q(is_restricted=False) | Q(pk__in=user.team_ids), is_active=True)


def looks_at_health(user: User) -> bool:
    """Leads look at how their queues stand."""
    return user.has_role(Role.TEAM_LEAD.value)


def may_log(user: User) -> bool:
    """Only the desk logs on behalf of others; requesters ask through the portal."""
    return is_agent(user)


def reads_notes(user: User, ticket: Ticket) -> bool:
    """Internal notes are for the desk, never for the requester of the ticket or an outsider."""
    return may(user, "read_notes", ticket)


def owns_service(user: User, ticket: Ticket) -> bool:
    """Is the ticket about a service of this person's?"""
    if not user.has_role(Role.SERVICE_OWNER.value) or ticket.service_id is None:
        return False
    service = ticket.service
    return bool(service and service.owner_id == user.pk) or ticket.service_id in user.scopes_of(
        "service_owner", "service"
    )


def messages_visible_to(user: User, ticket: Ticket) -> QuerySet[Message]:
    """The conversation as this person may read it."""
    messages = Message.objects.filter(ticket=ticket)
    return messages if reads_notes(user, ticket) else messages.public()


def may_file(user: User, file: Attachment) -> bool:
    """May this person have a file? Whoever may read the message it came with; unsent it is its owner's alone.

    What a scanner has not judged yet, or has refused, is nobody's.
    """
    if file.state != Attachment.State.READY or not sees(user, file.ticket):
        return False
    if file.message is None:
        return file.owner_id == user.pk
    if file.is_internal or file.message.is_internal or not file.message.is_out:
        return reads_notes(user, file.ticket)
    return True


def may_write_canned(user: User) -> bool:
    """Those who lead the desk, and administrators, write what is often sent."""
    return user.has_role(Role.TEAM_LEAD.value, Role.ADMINISTRATOR.value)


def canned_visible_to(user: User) -> QuerySet[CannedReply]:
    """Those who write canned replies see all; agents see everybody's and those of their teams, and of restricted teams no others."""
    if may_write_canned(user):
        return CannedReply.objects.all()
    if not is_agent(user):
        return CannedReply.objects.none()
    return CannedReply.objects.filter(
        Q(team__isnull=True) | Q(team__is_restricted=False) | Q(team_id__in=user.team_ids)
    )


def may_canned(user: User, verb: str, reply: CannedReply) -> bool:
    if verb == VIEW:
        return canned_visible_to(user).filter(pk=reply.pk).exists()
    return verb == EDIT and may_write_canned(user)


def may_set_up(user: User) -> bool:
    """Administrators say which fields a ticket has."""
    return user.has_role(Role.ADMINISTRATOR.value)


def fields_visible_to(user: User) -> QuerySet[OwnField]:
    """Whoever works on tickets, or sets them up, knows which fields they have; others those the requester sees."""
    if works_on_tickets(user) or may_set_up(user):
        return OwnField.objects.all()
    return OwnField.objects.filter(is_public=True, is_active=True)


def may_field(user: User, verb: str, field: OwnField) -> bool:
    if verb == VIEW:
        return fields_visible_to(user).filter(pk=field.pk).exists()
    return verb == EDIT and may_set_up(user)


def views_visible_to(user: User) -> QuerySet[SavedView]:
    """One's own views, and those of one's teams."""
    if not works_on_tickets(user):
        return SavedView.objects.none()
    own = Q(owner_id=user.pk, team__isnull=True)
    return SavedView.objects.filter(own | Q(team_id__in=user.team_ids))


def may_view(user: User, verb: str, view: SavedView) -> bool:
    """A team's view is edited by whoever made it and by the team's leads."""
    if verb == VIEW:
        return views_visible_to(user).filter(pk=view.pk).exists()
    if verb != EDIT or not works_on_tickets(user):
        return False
    return view.owner_id == user.pk or _leads(user, view.team_id)


def _leads(user: User, team_id: int | None) -> bool:
    return team_id is not None and user.memberships.filter(team=team_id, is_lead=True).exists()


access.register(SavedView, visible_to=views_visible_to, may=may_view)
access.register(CannedReply, visible_to=canned_visible_to, may=may_canned)
access.register(OwnField, visible_to=fields_visible_to, may=may_field)
access.register(Ticket, visible_to=visible_to, may=may)
