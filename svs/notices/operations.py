"""Tell people, let them read, and let them choose what they are told."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from svs.accounts.models import User
from svs.errors import RuleViolation
from svs.events import outgoing
from svs.events.emit import emit
from svs.mail import threads
from svs.mail.letters import letter
from svs.notices import queries, told
from svs.notices.models import Choice, Notice

if TYPE_CHECKING:
    from collections.abc import Iterable

    from svs.events.actor import Actor
    from svs.events.models import DomainEvent, Outgoing

KEPT_FOR = timedelta(days=90)
BATCH = 500


def tell(event: DomainEvent) -> None:
    """Tell everybody whom an event concerns and who may read of it, once each, by the ways they chose; never of their own act."""
    done = {event.actor_user_id, event.on_behalf_of_id}
    for source in told.sources_of(event.name):
        found = {pk for pk in source.who(event) if pk is not None} - done
        if not found:
            continue
        wanted = {
            pk: one
            for pk, one in queries.wanted_by(source.kind, found).items()
            if one.in_app or one.by_mail
        }
        readers = source.readers(event, set(wanted)) if wanted else set()
        people = list(User.objects.filter(pk__in=readers, is_active=True, is_program=False).order_by("id"))  # fmt: skip
        _keep(event, source.kind, [user for user in people if wanted[user.pk].in_app])
        _mail(event, source.kind, [user for user in people if wanted[user.pk].by_mail])
        done |= {user.pk for user in people}


def _keep(event: DomainEvent, kind: str, people: list[User]) -> None:
    rows = [Notice(user=user, event=event, kind=kind, created_at=event.occurred_at) for user in people]  # fmt: skip
    Notice.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)


def _mail(event: DomainEvent, kind: str, people: Iterable[User]) -> None:
    for user in people:
        (one,) = queries.in_words(user, [Notice(event=event, kind=kind)])
        if one.url:
            said = letter(
                "notice", who=user, told=one, verified=True, url=queries.absolute(one.url)
            )
            outgoing.write_mail(
                recipient=user.email, reader=user, key=f"notice:{event.pk}", event=event, purpose=f"notice:{kind}",
                ticket_ref=one.ref[:20], headers={**outgoing.AUTOMATIC, **threads.of_notices(one.ref, user.email)}, **said,
            )  # fmt: skip


@outgoing.recheck("notice:")
def may_leave(mail: Outgoing) -> bool:
    """May its reader still read of it? Asked right before it leaves."""
    kind = mail.purpose.removeprefix("notice:")
    if mail.event is None or mail.reader_id is None:
        return False
    asked = [one for one in told.sources_of(mail.event.name) if one.kind == kind]
    return any(one.readers(mail.event, {mail.reader_id}) for one in asked)


@transaction.atomic
def read_notice(*, notice: Notice) -> Notice:
    """Remember that somebody read a notice of theirs; the first time counts."""
    held = Notice.objects.select_for_update(of=("self",)).get(pk=notice.pk)
    if held.read_at is None:
        held.read_at = timezone.now()
        held.save(update_fields=["read_at"])
    return held


def read_all(*, user: User) -> int:
    """Remember that somebody has read all their notices; returns how many were new to them."""
    unread = Notice.objects.filter(user_id=user.pk, read_at__isnull=True)
    return unread.update(read_at=timezone.now())


@transaction.atomic
def choose(*, user: User, actor: Actor, choices: dict[str, tuple[bool, bool]]) -> None:
    """Say by which ways to be told of which kinds: key -> (in the product, by mail).

    Raises RuleViolation("unknown_kind"). Emits notices.chosen.
    """
    offered = {one.kind.key: one for one in queries.choices(user)}
    unknown = sorted(choices.keys() - offered.keys())
    if unknown:
        raise RuleViolation("unknown_kind", "There is no such kind of notice.", field="choices")
    changed = [key for key, ways in choices.items() if ways != (offered[key].in_app, offered[key].by_mail)]  # fmt: skip
    rows = [Choice(user_id=user.pk, kind=key, in_app=choices[key][0], by_mail=choices[key][1]) for key in changed]  # fmt: skip
    if not rows:
        return
    Choice.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["user", "kind"], update_fields=["in_app", "by_mail"]
    )  # fmt: skip
    emit("notices.chosen", subject=user, actor=actor, data={"kinds": sorted(changed)})


def sweep() -> int:
    """Forget notices that were read 90 days ago, in batches; returns how many."""
    gone, before = 0, timezone.now() - KEPT_FOR
    while True:
        batch = list(Notice.objects.filter(read_at__lt=before).order_by("read_at").values_list("pk", flat=True)[:5000])  # fmt: skip
        if not batch:
            return gone
        gone += Notice.objects.filter(pk__in=batch).delete()[0]
