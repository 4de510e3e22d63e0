"""Own fields: added, changed and retired by those who set the desk up, and their values checked whoever writes them."""

from typing import Any

from django.db import IntegrityError, connection, transaction

from practices.desk import states
from practices.desk.models import OwnField, Ticket
from practices.desk.queries import fields as queries
from practices.desk.rules import fields as rules
from svs.accounts.models import User
from svs.errors import RuleViolation, StaleVersion
from svs.events.actor import Actor
from svs.events.emit import emit

CHANGEABLE = ("label", "help_text", "options", "is_required", "is_public", "place", "is_active")


@transaction.atomic
def add_field(*, actor: Actor, kind: str, key: str, label: str, type: str, **more: Any) -> OwnField:
    """Add a field to a kind of ticket, at most twenty in use.

    Raises RuleViolation("unknown_kind", "bad_field", "field_exists"). Emits own_field.added.
    """
    if kind not in states.kinds():
        raise RuleViolation("unknown_kind", "There is no such kind of ticket.", field="kind")
    row = OwnField(kind=kind, key=key.strip(), label=" ".join(label.split()), type=type, **more)
    _check(row)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise RuleViolation("field_exists", "There is a field of that key.", field="key") from None
    queries.forget()
    emit("own_field.added", subject=row, actor=actor, data={"kind": kind, "key": row.key, "type": type})  # fmt: skip
    return row


@transaction.atomic
def change_field(
    *, row: OwnField, actor: Actor, fields: dict[str, Any], version: int | None = None
) -> OwnField:
    """Change a field, or retire it; its key, kind and type stay, for values stand under them. What tickets say in it is kept.

    Raises RuleViolation("bad_field"), StaleVersion. Emits own_field.changed or own_field.retired.
    """
    row = OwnField.objects.select_for_update().get(pk=row.pk)
    if version is not None and row.version != version:
        raise StaleVersion(row.version)
    changed = [n for n in CHANGEABLE if n in fields and getattr(row, n) != fields[n]]
    if not changed:
        return row
    for name in changed:
        setattr(row, name, fields[name])
    _check(row)
    row.version += 1
    row.save()
    queries.forget()
    retired = "is_active" in changed and not row.is_active
    emit(f"own_field.{'retired' if retired else 'changed'}", subject=row, actor=actor, data={"fields": changed})  # fmt: skip
    return row


def _check(row: OwnField) -> None:
    with connection.cursor() as cursor:  # twenty are counted, and two may be added at once
        cursor.execute("select pg_advisory_xact_lock(hashtext(%s))", [f"desk.own_field.{row.kind}"])
    row.options = [str(option).strip() for option in row.options]
    others = [queries.as_rule(other) for other in OwnField.objects.filter(kind=row.kind)]
    fault = rules.definition_fault(queries.as_rule(row), others)
    if fault:
        raise RuleViolation("bad_field", fault[1], field=fault[0])


def for_new(kind: str, said: dict[str, Any] | None) -> dict[str, Any]:
    """The values of a new ticket. None where nobody could be asked (mail, portal): then nothing is required.

    Raises RuleViolation("own_field").
    """
    fields = queries.fields_of(kind)
    if not fields and not said:
        return {}
    return {k: v for k, v in _checked(fields, said or {}, whole=said is not None).items() if v is not None}  # fmt: skip


def merged(ticket: Ticket, said: dict[str, Any]) -> dict[str, Any]:
    """The values of a ticket with these changed; None takes one away. Raises RuleViolation("own_field")."""
    after = {**ticket.own, **_checked(queries.fields_of(ticket.kind), said, whole=False)}
    return {key: value for key, value in after.items() if value is not None}


def _checked(fields: tuple[rules.Own, ...], said: dict[str, Any], *, whole: bool) -> dict[str, Any]:
    try:
        values = rules.checked(fields, said, whole=whole)
    except rules.Faults as faults:
        key, words = next(iter(faults.words.items()))
        raise RuleViolation("own_field", words, field=f"own_{key}") from None
    people = {own.key: values[own.key] for own in fields if own.type == rules.PERSON and values.get(own.key)}  # fmt: skip
    known = set(User.objects.filter(pk__in=people.values(), is_active=True).values_list("pk", flat=True)) if people else set()  # fmt: skip
    for key, pk in people.items():
        if pk not in known:
            raise RuleViolation("own_field", "There is no such person.", field=f"own_{key}")
    return values
