"""The verbs of services and outcomes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.text import slugify

from svs.errors import RuleViolation, StaleVersion
from svs.events.emit import emit
from svs.mail import threads
from svs.services import rules
from svs.services.models import Category, Outcome, Service, ServiceDependency, ServiceOutcome

if TYPE_CHECKING:
    from svs.events.actor import Actor

MOST_OUTCOMES = 5
FIELDS = (
    "name", "owner_id", "team_id", "tier", "value_statement", "used_by", "depended_on_by", "when_it_fails",
    "is_restricted", "is_active", "sender_name", "sender_address",
)  # fmt: skip


@transaction.atomic
def create_service(*, actor: Actor, name: str, links: dict[str, Any] | None = None, **fields: Any) -> Service:  # fmt: skip
    """Add a service; its address follows from its name. `links` as in change_service.

    Raises RuleViolation("name_required", "service_exists" or "bad_sender"). Emits service.created.
    """
    service = Service(name=_name(name), slug=slugify(name)[:120] or "service", **_sender(fields))
    _save(service, "service_exists", "There is a service of that name.")
    _link(service, links or {})
    emit("service.created", subject=service, actor=actor, service_id=service.pk)
    return service


@transaction.atomic
def change_service(
    *, service: Service, actor: Actor, fields: dict[str, Any], links: dict[str, Any] | None = None,
    version: int | None = None,
) -> Service:  # fmt: skip
    """Change what is known of a service. `links` may hold `outcomes` (id -> contribution) and `needs` (ids).

    Raises StaleVersion, RuleViolation("service_exists", "needs_itself", "bad_sender"). Emits service.changed.
    """
    service = Service.objects.select_for_update(of=("self",)).get(pk=service.pk)
    if version is not None and service.version != version:
        raise StaleVersion(service.version)
    fields = _sender(fields)
    if "name" in fields:
        fields = {**fields, "name": _name(fields["name"])}
    changed = [name for name in FIELDS if name in fields and getattr(service, name) != fields[name]]
    for name in changed:
        setattr(service, name, fields[name])
    service.version += 1
    _save(service, "service_exists", "There is a service of that name.")
    _link(service, links or {})
    emit("service.changed", subject=service, actor=actor, service_id=service.pk,
         data={"fields": [*changed, *(links or {})]})  # fmt: skip
    return service


def _sender(fields: dict[str, Any]) -> dict[str, Any]:
    """Whose name and address mail about a service carries: one line, one address, or empty."""
    said = dict(fields)
    if "sender_name" in said:
        said["sender_name"] = threads.plain(said["sender_name"])
        if set(said["sender_name"]) & set('<>"@\\'):
            raise RuleViolation("bad_sender", "A name without quotes, brackets and @.", field="sender_name")  # fmt: skip
    if "sender_address" in said:
        said["sender_address"] = said["sender_address"].strip().lower()
        if said["sender_address"] and not threads.is_address(said["sender_address"]):
            raise RuleViolation("bad_sender", "One address, like desk@northwind.example.", field="sender_address")  # fmt: skip
    return said


def _link(service: Service, links: dict[str, Any]) -> None:
    if "outcomes" in links:
        ServiceOutcome.objects.filter(service=service).delete()
        ServiceOutcome.objects.bulk_create(
            ServiceOutcome(service=service, outcome_id=key, contribution=words)
            for key, words in links["outcomes"].items()
        )
    if "needs" in links:
        if service.pk in links["needs"]:
            raise RuleViolation("needs_itself", "A service cannot need itself.", field="needs")
        ServiceDependency.objects.filter(service=service).delete()
        ServiceDependency.objects.bulk_create(
            ServiceDependency(service=service, needs_id=key) for key in sorted(set(links["needs"]))
        )


@transaction.atomic
def create_outcome(*, actor: Actor, name: str, statement: str, team_id: int, criteria: list[str]) -> Outcome:  # fmt: skip
    """Add one of the few results the organisation cares about most.

    Raises RuleViolation("too_many_outcomes") on a sixth, "outcome_exists". Emits outcome.created.
    """
    _room_for_one()
    outcome = Outcome(name=_name(name), slug=slugify(name)[:120] or "outcome", statement=statement, team_id=team_id, criteria=criteria)  # fmt: skip
    _save(outcome, "outcome_exists", "There is an outcome of that name.")
    emit("outcome.created", subject=outcome, actor=actor)
    return outcome


@transaction.atomic
def change_outcome(*, outcome: Outcome, actor: Actor, fields: dict[str, Any]) -> Outcome:
    """Change what an outcome says, or take it up again. Raises as creating does. Emits outcome.changed or outcome.retired."""
    outcome = Outcome.objects.select_for_update(of=("self",)).get(pk=outcome.pk)
    if fields.get("is_active") and not outcome.is_active:
        _room_for_one()
    retired = outcome.is_active and fields.get("is_active") is False
    for name, value in fields.items():
        setattr(outcome, name, value)
    outcome.name = _name(outcome.name)
    _save(outcome, "outcome_exists", "There is an outcome of that name.")
    emit("outcome.retired" if retired else "outcome.changed", subject=outcome, actor=actor,
         data={"fields": sorted(fields)})  # fmt: skip
    return outcome


@transaction.atomic
def create_category(*, actor: Actor, service: Service, name: str, parent_id: int | None = None) -> Category:  # fmt: skip
    """Add something that tickets of a service are about, at most three levels deep.

    Raises RuleViolation("name_required", "category_exists", "wrong_parent", "too_deep"). Emits category.created.
    """
    _lock_tree(service.pk)
    category = Category(service=service, parent_id=parent_id, name=_name(name))
    _fit(category)
    _save(category, "category_exists", "There is a category of that name in the same place.")
    emit("category.created", subject=category, actor=actor, service_id=service.pk, data={"parent_id": parent_id})  # fmt: skip
    return category


@transaction.atomic
def change_category(
    *, category: Category, actor: Actor, fields: dict[str, Any], version: int | None = None
) -> Category:
    """Rename a category, put it elsewhere in its tree, retire it or take it up again; retiring takes what is below along.

    Raises StaleVersion and what creating raises. Emits category.changed or category.retired.
    """
    _lock_tree(category.service_id)
    category = Category.objects.select_for_update(of=("self",)).get(pk=category.pk)
    if version is not None and category.version != version:
        raise StaleVersion(category.version)
    if "name" in fields:
        fields = {**fields, "name": _name(fields["name"])}
    names = ("name", "parent_id", "is_active")
    changed = [n for n in names if n in fields and getattr(category, n) != fields[n]]
    if not changed:
        return category
    for name in changed:
        setattr(category, name, fields[name])
    category.version += 1
    below = _fit(category)
    _save(category, "category_exists", "There is a category of that name in the same place.")
    retired = "is_active" in changed and not category.is_active
    if retired:
        Category.objects.filter(pk__in=below, is_active=True).update(is_active=False, version=F("version") + 1)  # fmt: skip
    emit(
        "category.retired" if retired else "category.changed", subject=category, actor=actor,
        service_id=category.service_id, data={"fields": changed, "parent_id": category.parent_id},
    )  # fmt: skip
    return category


def _lock_tree(service_id: int) -> None:
    # One change of a tree at a time: two moves at once could else make a circle.
    Service.objects.select_for_update(of=("self",)).get(pk=service_id)


def _fit(category: Category) -> set[int]:
    """Raise unless the category has its place in the tree of its service; returns the ids below it."""
    rows = Category.objects.filter(service_id=category.service_id)
    tree: dict[int, tuple[int | None, bool]] = {pk: (up, on) for pk, up, on in rows.values_list("pk", "parent_id", "is_active")}  # fmt: skip
    above = rules.above(category.parent_id, {pk: up for pk, (up, _) in tree.items()})
    if category.parent_id is not None and (category.parent_id not in tree or category.pk in above):
        raise RuleViolation("wrong_parent", "It can only stand under another category of its service.", field="parent")  # fmt: skip
    if category.is_active and category.parent_id is not None and not tree[category.parent_id][1]:
        raise RuleViolation("wrong_parent", "What it would stand under is retired.", field="parent")
    levels = rules.below(category.pk, {pk: up for pk, (up, _) in tree.items()})
    if len(above) + len(levels) + 1 > rules.DEEPEST:
        raise RuleViolation("too_deep", f"Categories go {rules.DEEPEST} levels deep, no further.", field="parent")  # fmt: skip
    return set().union(*levels)


def _room_for_one() -> None:
    # The lock makes two at once queue up, so that both cannot find the last place free.
    active = len(Outcome.objects.select_for_update().filter(is_active=True).values_list("pk"))
    if active >= MOST_OUTCOMES:
        raise RuleViolation(
            "too_many_outcomes",
            "There are five already: what matters most is few. Retire one before you add another.",
        )


def _name(name: str) -> str:
    words = " ".join(name.split())[:120]
    if not words:
        raise RuleViolation("name_required", "Give it a name.", field="name")
    return words


def _save(record: Service | Outcome | Category, code: str, words: str) -> None:
    try:
        with transaction.atomic():
            record.save()
    except IntegrityError as error:
        raise RuleViolation(code, words, field="name") from error
