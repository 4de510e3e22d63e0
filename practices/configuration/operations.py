"""The verbs of items."""

from __future__ import annotations

from dataclasses import astuple
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from practices.configuration import queries, rules
from practices.configuration.models import Item, ItemImport, ItemRelation
from svs.accounts.models import User
from svs.errors import RuleViolation, StaleVersion
from svs.events import jobs
from svs.events.actor import Actor, person
from svs.events.emit import emit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from svs.events.models import Job

FIELDS = ("name", "kind", "service_id", "is_active")
AT_ONCE = 200  # rows taken in while the person waits; more are a job
CHUNK = 250
IMPORT_JOB = "configuration.import_items"


@transaction.atomic
def create_item(
    *, actor: Actor, name: str, kind: str = "other", service_id: int | None = None,
    relations: dict[str, list[int]] | None = None,
) -> Item:  # fmt: skip
    """Add a component that has to be managed.

    Raises RuleViolation("name_required", "item_exists", "relates_to_itself"). Emits item.created.
    """
    item = Item(name=_name(name), kind=kind, service_id=service_id)
    _save(item)
    _relate(item, relations or {})
    emit("item.created", subject=item, actor=actor, service_id=service_id, data={"kind": kind})
    return item


@transaction.atomic
def change_item(
    *, item: Item, actor: Actor, fields: dict[str, Any], relations: dict[str, list[int]] | None = None,
    version: int | None = None,
) -> Item:  # fmt: skip
    """Change what is known of an item. `relations` holds, by kind, the ids of all items it then hangs on in that way.

    Raises StaleVersion, RuleViolation as adding does. Emits item.changed, or item.retired when it goes out of use.
    """
    item = _lock(item.pk, version)
    if "name" in fields:
        fields = {**fields, "name": _name(fields["name"])}
    changed = [name for name in FIELDS if name in fields and getattr(item, name) != fields[name]]
    before = {name: getattr(item, name) for name in changed if name != "name"}
    for name in changed:
        setattr(item, name, fields[name])
    hung = _relate(item, relations or {})
    if not changed and not hung:
        return item
    item.version += 1
    _save(item)
    retired = "is_active" in changed and not item.is_active
    emit(
        "item.retired" if retired else "item.changed", subject=item, actor=actor, service_id=item.service_id,
        data={"fields": [*changed, *hung], "before": before},
    )  # fmt: skip
    return item


def retire_item(*, item: Item, actor: Actor, version: int | None = None) -> Item:
    """It is no longer in use: it stays on old tickets and cannot be picked for new ones. Emits item.retired."""
    return change_item(item=item, actor=actor, fields={"is_active": False}, version=version)


def restore_item(*, item: Item, actor: Actor, version: int | None = None) -> Item:
    """It is in use again. Emits item.changed."""
    return change_item(item=item, actor=actor, fields={"is_active": True}, version=version)


@transaction.atomic
def relate_items(*, item: Item, actor: Actor, kind: str, target_id: int) -> None:
    """One item needs, is part of or is connected to another; twice said is said once.

    Raises RuleViolation("unknown_relation", "relates_to_itself"). Emits item.changed.
    """
    if kind not in ItemRelation.Kind.values:
        raise RuleViolation("unknown_relation", "There is no such relation.", field="kind")
    item = _lock(item.pk)
    now = set(item.relations_out.filter(kind=kind).values_list("target_id", flat=True))
    change_item(item=item, actor=actor, fields={}, relations={kind: sorted({*now, target_id})})


@transaction.atomic
def unrelate_items(*, item: Item, actor: Actor, relation_id: int) -> None:
    """Take a relation of the item away. Emits item.changed."""
    item = _lock(item.pk)
    gone, _ = item.relations_out.filter(pk=relation_id).delete()
    if not gone:
        gone, _ = item.relations_in.filter(pk=relation_id, kind=ItemRelation.Kind.CONNECTED).delete()  # fmt: skip
    if gone:
        item.version += 1
        _save(item)
        emit("item.changed", subject=item, actor=actor, service_id=item.service_id,
             data={"fields": ["relations"], "before": {}})  # fmt: skip


@transaction.atomic
def bring_list(*, actor: Actor, user: User, raw: bytes) -> ItemImport:
    """Keep a list of items to look at before it is taken in; nothing of it is taken in yet.

    Raises RuleViolation("unreadable_list"). Emits nothing: nothing of the house changed.
    """
    try:
        text = rules.decode(raw)
        rules.rows_of(text)
    except rules.Unreadable as error:
        raise RuleViolation("unreadable_list", str(error), field="file") from None
    return ItemImport.objects.create(brought_by=user, text=text)


@transaction.atomic
def take_list(*, brought: ItemImport, actor: Actor) -> ItemImport:
    """Take in every good row of a list, at once when it is short, else as a job that shows how far it is.

    Raises RuleViolation("taken_already"). Emits item.created and item.changed for each, then item.imported.
    """
    brought = ItemImport.objects.select_for_update().get(pk=brought.pk)
    if brought.taken_at is not None or brought.job_id is not None:
        raise RuleViolation("taken_already", "This list was taken in already.")
    made = queries.plan_of(brought.brought_by, brought)
    rejects = [[one.line, one.name[:120], one.why] for one in made.rejects]
    if len(made.good) > AT_ONCE:
        job = jobs.start(
            IMPORT_JOB, requested_by_id=actor.user_id, total=len(made.good), brought=brought.pk,
            rows=[astuple(good) for good in made.good], rejects=rejects,
        )  # fmt: skip
        brought.job_id = job.pk
        brought.save(update_fields=["job_id"])
        return brought
    counts = _take(made.good, actor)
    _hang(made.good, actor)
    _taken(brought, {**counts, "rejects": rejects}, actor)
    return brought


def import_chunk(job: Job) -> bool:
    """The next rows of a list, first all as items, then how they hang together; True when all is in."""
    brought = ItemImport.objects.select_related("brought_by").get(pk=job.args["brought"])
    actor = person(brought.brought_by)
    at, total = job.cursor.get("at", 0), job.total
    place = at % total
    good = [
        rules.Good(line, name, kind, service_id, says, tuple(needs))
        for line, name, kind, service_id, says, needs in job.args["rows"][place : place + CHUNK]
    ]
    counts = job.cursor.get("counts", {})
    if at < total:
        counts = {name: counts.get(name, 0) + n for name, n in _take(good, actor).items()}
    else:
        _hang(good, actor)
    at += len(good)
    job.cursor, job.done = {"at": at, "counts": counts}, at // 2
    if at < 2 * total:
        return False
    _taken(brought, {**counts, "rejects": job.args["rejects"]}, actor)
    return True


def _take(good: list[rules.Good], actor: Actor) -> dict[str, int]:
    """Add or change the item of each row; how many were which."""
    there = {item.name: item for item in Item.objects.filter(name__in=[one.name for one in good])}
    counts = {"created": 0, "changed": 0, "unchanged": 0}
    for one in good:
        said: dict[str, Any] = {"kind": one.kind} if one.kind else {}
        if one.says_service:
            said["service_id"] = one.service_id
        item = there.get(one.name)
        if item is None:
            create_item(actor=actor, name=one.name, **said)
            counts["created"] += 1
        else:
            version = change_item(item=item, actor=actor, fields=said).version
            counts["unchanged" if version == item.version else "changed"] += 1
    return counts


def _hang(good: list[rules.Good], actor: Actor) -> None:
    """Add what each row needs; what is there already stays."""
    names = {name for one in good for name in (one.name, *one.needs)}
    ids = dict(Item.objects.filter(name__in=names).values_list("name", "pk"))
    ItemRelation.objects.bulk_create(
        [
            ItemRelation(source_id=ids[one.name], target_id=ids[name], kind=ItemRelation.Kind.NEEDS)
            for one in good
            for name in one.needs
            if name in ids and one.name in ids
        ],
        ignore_conflicts=True,
    )


def _taken(brought: ItemImport, result: dict[str, Any], actor: Actor) -> None:
    brought.result, brought.taken_at, brought.text = result, timezone.now(), ""
    brought.save(update_fields=["result", "taken_at", "text"])
    numbers = {name: n for name, n in result.items() if name != "rejects"}
    emit("item.imported", subject=brought, actor=actor, data={**numbers, "rejected": len(result["rejects"])})  # fmt: skip


def _relate(item: Item, relations: dict[str, list[int]]) -> list[str]:
    """Let the item hang on exactly these in each of these ways; which ways changed."""
    hung = []
    for kind, wanted in relations.items():
        if item.pk in wanted:
            raise RuleViolation("relates_to_itself", "An item cannot hang on itself.", field=kind)
        now = set(item.relations_out.filter(kind=kind).values_list("target_id", flat=True))
        if now == set(wanted):
            continue
        item.relations_out.filter(kind=kind).exclude(target_id__in=wanted).delete()
        _add(item, kind, set(wanted) - now)
        hung.append(kind)
    return hung


def _add(item: Item, kind: str, targets: Iterable[int]) -> None:
    ItemRelation.objects.bulk_create(
        ItemRelation(source=item, target_id=target, kind=kind) for target in sorted(targets)
    )


def _name(name: str) -> str:
    words = " ".join(name.split())[: rules.LONGEST_NAME]
    if not words:
        raise RuleViolation("name_required", "Give it a name.", field="name")
    return words


def _save(item: Item) -> None:
    try:
        with transaction.atomic():
            item.save()
    except IntegrityError as error:
        raise RuleViolation(
            "item_exists", "There is an item of that name.", field="name"
        ) from error


def _lock(pk: int, version: int | None = None) -> Item:
    item = Item.objects.select_for_update(of=("self",)).get(pk=pk)
    if version is not None and item.version != version:
        raise StaleVersion(item.version)
    return item
