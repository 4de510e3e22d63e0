"""Who sets mailboxes up, and who looks through quarantine."""

from django.db.models import Q, QuerySet

from svs.accounts.models import Role, User
from svs.mail.models import InboundMail, Mailbox
from svs.permissions import access

EDIT, DECIDE = "edit", "decide"


def may_set_up(user: User) -> bool:
    """Administrators say where mail comes from."""
    return user.has_role(Role.ADMINISTRATOR.value)


def may_look_through(user: User) -> bool:
    """Administrators and those who lead the desk decide what becomes of doubtful mail."""
    return user.has_role(Role.ADMINISTRATOR.value, Role.TEAM_LEAD.value)


def mailboxes_visible_to(user: User) -> QuerySet[Mailbox]:
    return Mailbox.objects.all() if may_set_up(user) else Mailbox.objects.none()


def states_of(user: User) -> tuple[str, ...]:
    """The states in which this person sees mail. What became a ticket is read there, by whoever sees that ticket."""
    state = InboundMail.State
    doubtful = (state.QUARANTINED.value, state.DELETED.value)
    if may_set_up(user):
        return (*doubtful, state.NOTED.value, state.DROPPED.value, state.WAITING.value)
    return doubtful if may_look_through(user) else ()


def mails_visible_to(user: User) -> QuerySet[InboundMail]:
    """What is written to a restricted team or service waits for its members, as its tickets do, and for administrators."""
    rows = InboundMail.objects.filter(state__in=states_of(user))
    if may_set_up(user):
        return rows
    mine = Q(mailbox__team_id__in=user.team_ids)
    team = Q(mailbox__team__isnull=True) | Q(mailbox__team__is_restricted=False) | mine
    service = (
        Q(mailbox__service__isnull=True)
        | Q(mailbox__service__is_restricted=False)
        | Q(mailbox__service__team_id__in=user.team_ids)
        | Q(mailbox__service__owner_id=user.pk)
    )
    return rows.filter(team & service)


def may_mailbox(user: User, verb: str, mailbox: Mailbox) -> bool:
    return verb in ("view", EDIT) and may_set_up(user)


def may_mail(user: User, verb: str, mail: InboundMail) -> bool:
    return verb in ("view", DECIDE) and may_look_through(user)


access.register(Mailbox, visible_to=mailboxes_visible_to, may=may_mailbox)
access.register(InboundMail, visible_to=mails_visible_to, may=may_mail)
