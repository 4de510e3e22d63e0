"""A rule watches itself: what failed, what people took back, and when that is too much."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import timezone

from practices.automation import knobs, queries, states
from practices.automation.models import Failure, LastGiven, Rule
from practices.automation.operations.write import disable_rule
from svs.accounts import queries as accounts
from svs.events import outgoing
from svs.events.actor import CLIENT, PERSON, SYSTEM_ACTOR, Actor
from svs.events.emit import emit
from svs.knobs import registry

if TYPE_CHECKING:
    from svs.events.models import DomainEvent

MONTH, HOUR = timedelta(days=30), timedelta(hours=1)
MOST_UNDONE = 0.2
ENOUGH = 20


def stop_itself(*, rule: Rule, reason: str, why: str) -> None:
    """Turn a rule off that went too far, and write to the administrators. Emits rule.disabled."""
    if Rule.objects.filter(pk=rule.pk, state=states.ENABLED).exists():
        disable_rule(rule=rule, actor=SYSTEM_ACTOR, why=why, reason=reason)
        rule.state = Rule.State.DISABLED
        _tell(rule, why)


def _tell(rule: Rule, why: str) -> None:
    rule.refresh_from_db(fields=["ref", "name", "version"])
    key = f"rule.disabled:{rule.pk}:{timezone.now().isoformat()}"
    address = f"{settings.SVS_BASE_URL.rstrip('/')}/rules/{rule.ref}/"
    body = f"{rule.ref} “{rule.name}” turned itself off.\n\n{why}\n\nLook at it and let it act again, or leave it off:\n{address}\n"
    for recipient in accounts.administrators():
        outgoing.write_mail(
            recipient=recipient, subject=f"{rule.ref} turned itself off", body=body, key=key
        )


def record_failure(
    *, rule: Rule, ticket_id: int, code: str, why: str, steps: list[str], event_id: int | None = None,
    outcome: str = "",
) -> Failure:  # fmt: skip
    """Put what a rule could not do where somebody sees it; too many in an hour turn the rule off. Emits rule.failed."""
    now = timezone.now()
    failure = Failure.objects.create(
        rule=rule, rule_version=rule.version, ticket_id=ticket_id, code=code[:60], why=why[:300], steps=steps,
        event_id=event_id, failed_at=now, outcome=outcome, settled_at=now if outcome else None,
    )  # fmt: skip
    emit("rule.failed", subject=rule, about=("ticket", ticket_id), actor=_signed(rule),
         data={"version": rule.version, "code": failure.code, "failure_id": failure.pk})  # fmt: skip
    limit = registry.current(knobs.FAILURES.key)
    if queries.counted(rule, "rule.failed", HOUR) >= limit:
        stop_itself(
            rule=rule, reason="failures", why=f"It failed {limit} times in an hour: {why}"[:300]
        )
    return failure


def _signed(rule: Rule) -> Actor:
    return SYSTEM_ACTOR.as_rule(f"{rule.ref} v{rule.version}", (rule.pk,))


def note_given(event: DomainEvent) -> None:
    """Remember who was given a ticket last, by whomever."""
    holder = event.data.get("assignee_id")
    if event.name.endswith(".assigned") and holder:
        remember_given(holder)


def remember_given(user_id: int) -> None:
    """Somebody was given a ticket just now."""
    LastGiven.objects.update_or_create(user_id=user_id, defaults={"at": timezone.now()})


def note_undo(event: DomainEvent) -> None:
    """Count it against a rule when a person takes back within a day what it set; once a firing. Emits rule.undone."""
    if event.actor_kind not in (PERSON, CLIENT):
        return
    moved = _moved(event)
    if not moved:
        return
    hours = registry.current(knobs.UNDO_HOURS.key)
    fired = queries.firings_on(event.subject_id, event.occurred_at - timedelta(hours=hours))
    if not fired:
        return
    counted = queries.undone_on(event.subject_id)
    seen: set[str] = set()
    for firing in fired:
        fields = {name: value for name, value in firing.data.get("set", {}).items() if name not in seen}  # fmt: skip
        seen |= fields.keys()  # an earlier firing's value was already gone
        undone = [
            name for name, value in fields.items() if name in moved and _gone(value, *moved[name])
        ]
        if undone and firing.pk not in counted:
            _undone(firing, event, undone)


def _moved(event: DomainEvent) -> dict[str, tuple[Any, Any]]:
    """What an event changed: field -> (before, after)."""
    before = event.data.get("before") or {}
    after = event.data.get("after") or event.data
    names = ("team_id", "assignee_id", "priority", "tags")
    pairs = {name: (before.get(name), after.get(name)) for name in names if name in before and name in after}  # fmt: skip
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _gone(value: Any, before: Any, after: Any) -> bool:
    if isinstance(before, list):
        return value in before and value not in (after or [])
    return bool(before == value and after != value)


def _undone(firing: DomainEvent, event: DomainEvent, fields: list[str]) -> None:
    rule = Rule.objects.filter(pk=firing.subject_id).first()
    if rule is None:
        return
    actor = Actor(event.actor_kind, user_id=event.actor_user_id, ref=event.actor_ref)
    emit("rule.undone", subject=rule, about=("ticket", event.subject_id), actor=actor, service_id=event.service_id,
         occurred_at=event.occurred_at, data={"version": firing.data.get("version"), "fired": firing.pk, "fields": fields})  # fmt: skip
    fired = queries.counted(rule, "rule.fired", MONTH)
    undone = queries.counted(rule, "rule.undone", MONTH)
    if fired >= ENOUGH and undone > MOST_UNDONE * fired:
        stop_itself(
            rule=rule, reason="undone", why=f"People took back {undone} of the {fired} times it fired in 30 days."
        )  # fmt: skip
