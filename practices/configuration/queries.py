"""Items in the shape of pages and lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Count, F, Q, QuerySet

from practices.configuration import access, rules
from practices.configuration.models import Item, ItemImport, ItemRelation
from svs.errors import RuleViolation
from svs.events.models import Job
from svs.events.queries import told_of
from svs.extensions import SearchHit
from svs.services import access as services

if TYPE_CHECKING:
    from collections.abc import Iterable

    from svs.accounts.models import User

MOST_CHOICES = 25
DEEPEST = 6

# Who suffers when it fails: what needs it, and the whole it is part of, and so on upwards.
_AFFECTED = """
with recursive affected (item_id, depth) as (
    select %(item)s::bigint, 0
    union
    select r.found, a.depth + 1
    from affected a
    cross join lateral (
        select source_id from configuration_itemrelation where target_id = a.item_id and kind = 'needs'
        union all
        select target_id from configuration_itemrelation where source_id = a.item_id and kind = 'part_of'
    ) r (found)
    where a.depth < %(deepest)s
)
select item_id, min(depth) from affected where item_id <> %(item)s group by item_id
"""


_CARRIED = """
with recursive affected (item_id, depth) as (
    select unnest(%(items)s::bigint[]), 0
    union
    select r.found, a.depth + 1
    from affected a
    cross join lateral (
        select source_id from configuration_itemrelation where target_id = a.item_id and kind = 'needs'
        union all
        select target_id from configuration_itemrelation where source_id = a.item_id and kind = 'part_of'
    ) r (found)
    where a.depth < %(deepest)s
)
select distinct i.service_id from affected a join configuration_item i on i.id = a.item_id
where i.service_id is not null and i.is_active order by 1
"""


def item_list(user: User, *, words: str = "", kind: str = "", service_id: int | None = None, retired: bool = False) -> Any:  # fmt: skip
    """Items this person sees, by name, with their service and how many need them."""
    rows = access.visible_to(user).filter(is_active=not retired)
    if words:
        rows = rows.filter(name__icontains=words)
    if kind:
        rows = rows.filter(kind=kind)
    if service_id is not None:
        rows = rows.filter(service_id=service_id)
    return (
        rows.select_related("service")
        .annotate(needed=Count("relations_in", filter=Q(relations_in__kind="needs")))
        .order_by("name", "id")
    )


def item_page(user: User) -> QuerySet[Item]:
    """The items this person sees, with what their page shows."""
    return access.visible_to(user).select_related("service")


def with_relations(user: User) -> QuerySet[Item]:
    """The items this person sees with what they hang on, for the API."""
    return access.visible_to(user).prefetch_related("relations_out").order_by("name", "id")


def relations(user: User, item: Item) -> list[dict[str, Any]]:
    """What the item needs, is part of and is connected to, as far as this person sees it: one statement."""
    rows = ItemRelation.objects.filter(Q(source=item) | Q(target=item, kind=ItemRelation.Kind.CONNECTED))  # fmt: skip
    seen = access.visible_to(user).values("pk")
    shown = rows.filter(source__in=seen, target__in=seen).select_related("source", "target")
    return [
        {
            "id": row.pk,
            "words": row.get_kind_display(),
            "item": row.target if row.source_id == item.pk else row.source,
        }
        for row in shown.order_by("kind", "target__name", "id")
    ]


def affected(user: User, item: Item) -> list[dict[str, Any]]:
    """What depends on the item, nearest first, as far as this person sees it: two statements."""
    with connection.cursor() as cursor:
        cursor.execute(_AFFECTED, {"item": item.pk, "deepest": DEEPEST})
        depths: dict[int, int] = dict(cursor.fetchall())
    rows = access.visible_to(user).filter(pk__in=depths).select_related("service")
    found = [{"item": row, "depth": depths[row.pk]} for row in rows]
    return sorted(found, key=lambda one: (one["depth"], one["item"].name))


def history(item: Item) -> list[dict[str, Any]]:
    """What was done to the item, newest first, and by whom: two statements."""
    return told_of("item", item.pk)


def choices(user: User, words: str, *, service_id: int | None = None, without: Iterable[int] = ()) -> list[tuple[int, str]]:  # fmt: skip
    """(id, name) of items to pick from: by words, those of the service first."""
    rows = access.visible_to(user).filter(is_active=True).exclude(pk__in=list(without))
    if words:
        rows = rows.filter(name__icontains=words)
    order: list[Any] = ["name", "id"]
    if service_id is not None:
        rows = rows.annotate(near=Q(service_id=service_id))
        order.insert(0, F("near").desc(nulls_last=True))
    return list(rows.order_by(*order).values_list("pk", "name")[:MOST_CHOICES])


def choices_by_name(user: User) -> list[tuple[str, int]]:
    """(name, id) of every item in use that this person sees."""
    rows = access.visible_to(user).filter(is_active=True)
    return list(rows.values_list("name", "pk"))


def check_items(user: User, ids: Iterable[int], field: str = "items") -> list[int]:
    """These ids once each, in order; raises RuleViolation when one is retired, hidden to this person or not there."""
    wanted = sorted(set(ids))
    seen = access.visible_to(user).filter(pk__in=wanted, is_active=True)
    if wanted and seen.count() != len(wanted):
        raise RuleViolation("unknown_item", "There is no such item.", field=field)
    return wanted


def find(user: User, words: str) -> Iterable[SearchHit]:
    """Items for the palette, by name."""
    if not access.may_read(user):
        return
    rows = access.visible_to(user).filter(is_active=True, name__icontains=words)
    for pk, name in rows.order_by("name", "id").values_list("pk", "name")[:6]:
        yield SearchHit(name, f"/items/{pk}/", "item", "server")


def kinds() -> list[tuple[str, str]]:
    return [(str(value), str(label)) for value, label in Item.Kind.choices]


def known_to(user: User) -> rules.Known:
    """What a list may speak of: items this person sees, kinds and services, by the words people use. Three statements."""
    usable = services.visible_to(user).filter(is_active=True).values_list("pk", "name", "slug")
    words = {word.casefold(): pk for pk, name, slug in usable for word in (slug, name)}
    kinds_by_word = {word.casefold(): value for value, label in kinds() for word in (value, label)}
    names = frozenset(access.visible_to(user).values_list("name", flat=True))
    hidden = frozenset(Item.objects.values_list("name", flat=True)) - names
    return rules.Known(names, hidden, kinds_by_word, words)


def plan_of(user: User, brought: ItemImport) -> rules.Plan:
    """What would come of a list that was brought."""
    return rules.plan(rules.rows_of(brought.text), known_to(user))


def imports(user: User) -> QuerySet[ItemImport]:
    """The lists this person may look at."""
    return access.imports_visible_to(user)


def job_of(brought: ItemImport) -> Job | None:
    """The taking in under way, with its progress."""
    if brought.job_id is None:
        return None
    return Job.objects.filter(pk=brought.job_id).exclude(state=Job.State.DONE).first()


def item_choice(user: User, item_id: int) -> list[tuple[int, str]]:
    """One item as a choice, when this person may pick it."""
    found = access.visible_to(user).filter(pk=item_id, is_active=True)
    return list(found.values_list("pk", "name"))


def services_on(item_ids: Iterable[int]) -> list[int]:
    """The services whose items are among these, or hang on them however far; hidden ones too: one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_CARRIED, {"items": sorted(set(item_ids)), "deepest": DEEPEST})
        return [int(row[0]) for row in cursor.fetchall()]
