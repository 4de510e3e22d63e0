"""Checks and reads about services that every practice needs."""

from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import Min, QuerySet

from svs.accounts.models import Role, RoleAssignment, Team, User
from svs.errors import RuleViolation
from svs.extensions import Named, SearchHit
from svs.services import access, rules
from svs.services.models import Category, Outcome, Practice, Service, ServiceOutcome


def check_usable(
    user: User, service_id: int | None, team_id: int | None
) -> tuple[str | None, str | None]:
    """The names of this service and team; raises RuleViolation when the service is unknown or hidden to this person, or the team is not there."""
    service_name = team_name = None
    if service_id is not None:
        seen = access.visible_to(user).filter(pk=service_id, is_active=True)
        service_name = seen.values_list("name", flat=True).first()
        if service_name is None:
            raise RuleViolation("unknown_service", "There is no such service.", field="service")
    if team_id is not None:
        found = Team.objects.filter(pk=team_id, is_active=True)
        team_name = found.values_list("name", flat=True).first()
        if team_name is None:
            raise RuleViolation("unknown_team", "There is no such team.", field="team")
    return service_name, team_name


def check_holder(user: User, team_id: int | None, assignee_id: int | None) -> None:
    """Raise RuleViolation unless the team exists and the person is an active agent."""
    check_usable(user, None, team_id)
    if assignee_id is None:
        return
    agents = RoleAssignment.objects.filter(
        role__in=(Role.AGENT, Role.TEAM_LEAD), user_id=assignee_id, user__is_active=True
    )
    if not agents.exists():
        raise RuleViolation("unknown_agent", "There is no such agent.", field="assignee")


def check_category(category_id: int, service_id: int | None) -> None:
    """Raise RuleViolation("wrong_category") unless this category is in use and of this service."""
    known = Category.objects.filter(pk=category_id, is_active=True)
    if service_id is None or not known.filter(service_id=service_id).exists():
        raise RuleViolation(
            "wrong_category", "That category is not one of this service.", field="category"
        )


def categories_by_service(user: User, service_id: int | None = None) -> list[tuple[str, list[tuple[int, str]]]]:  # fmt: skip
    """Categories in use by service, each with its path, for a select; of the services this person sees, or of one of them."""
    seen = access.visible_to(user).filter(is_active=True)
    if service_id is not None:
        seen = seen.filter(pk=service_id)
    rows = Category.objects.filter(service__in=seen, is_active=True)
    groups: dict[tuple[str, int], list[tuple[int, int | None, str]]] = {}
    for service, key, pk, parent, name in rows.values_list("service__name", "service_id", "pk", "parent_id", "name"):  # fmt: skip
        groups.setdefault((service, key), []).append((pk, parent, name))
    return [
        (service, [(pk, path) for pk, _, path in rules.in_order(found)])
        for (service, _), found in sorted(groups.items())
    ]


def categories(user: User) -> QuerySet[Category]:
    """The categories of the services this person sees, with what their path needs."""
    return access.categories_visible_to(user).select_related("service", "parent__parent")


def category_tree(service: Service) -> list[dict[str, Any]]:
    """Every category of a service, each under its parent: the record, how deep it stands, its path."""
    known = {row.pk: row for row in Category.objects.filter(service=service)}
    ordered = rules.in_order([(row.pk, row.parent_id, row.name) for row in known.values()])
    return [{"category": known[pk], "level": level, "path": path} for pk, level, path in ordered]


def check_promises(service: Service) -> None:
    """Raise RuleViolation("value_statement") unless the service says in a sentence what value it brings, and to whom."""
    faults = rules.faults(service.value_statement)
    if faults:
        raise RuleViolation("value_statement", f"{service.name}: {' '.join(faults)}")


def find(user: User, words: str) -> Iterable[SearchHit]:
    """Services by name, for the palette: their dashboards."""
    rows = access.visible_to(user).filter(is_active=True, name__icontains=words).order_by("name")
    if user.roles() == {Role.REQUESTER.value}:
        return
    for slug, name in rows.values_list("slug", "name")[:6]:
        yield SearchHit(name, f"/services/{slug}/", "service", "stack-2")


def all_outcomes() -> QuerySet[Outcome]:
    """Every outcome, those at work first."""
    return Outcome.objects.select_related("team").order_by("-is_active", "name", "id")


def all_services(user: User) -> QuerySet[Service]:
    """The services this person sees, with what a list of them shows."""
    rows = access.visible_to(user).select_related("owner", "team")
    return rows.order_by("-is_active", "name", "id")


def editable_service(user: User) -> QuerySet[Service]:
    """The services this person sees, with what their form shows."""
    return access.visible_to(user).select_related("owner", "team").prefetch_related("service_outcomes", "needs")  # fmt: skip


def usable_by(user: User) -> list[Service]:
    """The services in use that this person sees, for the portal."""
    return list(access.visible_to(user).filter(is_active=True).order_by("name", "id"))


def active_outcomes() -> QuerySet[Outcome]:
    """The results the organisation cares about most."""
    return Outcome.objects.filter(is_active=True).order_by("name", "id")


def editable_by(user: User) -> QuerySet[Service]:
    """The services whose owner this person is; all for administrators."""
    mine = access.visible_to(user).filter(is_active=True)
    if not user.has_role(Role.ADMINISTRATOR.value):
        mine = mine.filter(owner_id=user.pk)
    return mine.order_by("name", "id")


def service_by_id(service_id: int) -> Service:
    """A service that is known to be there; raises RuleViolation("unknown_service") otherwise."""
    service = Service.objects.filter(pk=service_id).first()
    if service is None:
        raise RuleViolation("unknown_service", "There is no such service.", field="service")
    return service


def sender_of(service_id: int | None) -> tuple[str, str]:
    """The name and address mail about a service leaves under; empty where the default is meant."""
    if service_id is None:
        return "", ""
    rows = Service.objects.filter(pk=service_id).values_list("sender_name", "sender_address")
    return rows.first() or ("", "")


def all_ids() -> list[int]:
    """Every service, in the order they were added: for what goes over all of them."""
    return list(Service.objects.order_by("id").values_list("id", flat=True))


def active_ids() -> list[int]:
    """The services at work, in the order they were added."""
    return list(Service.objects.filter(is_active=True).order_by("id").values_list("id", flat=True))


def measured() -> QuerySet[Service]:
    """The services at work that have an owner and carry an outcome, the most critical first."""
    rows = Service.objects.filter(
        is_active=True, owner__isnull=False, service_outcomes__isnull=False
    )
    return rows.select_related("owner").distinct().order_by("tier", "id")


def lowest_tier(ids: list[int]) -> int | None:
    """The tier of the most critical of these services, of all at work where none is named: 1 is the most critical."""
    rows = Service.objects.filter(pk__in=ids) if ids else Service.objects.filter(is_active=True)
    return rows.aggregate(lowest=Min("tier"))["lowest"]  # type: ignore[no-any-return]


def choices() -> list[tuple[str, str]]:
    """Active services for a select of those who administer all of them."""
    rows = Service.objects.filter(is_active=True).order_by("name", "id")
    return [(str(pk), name) for pk, name in rows.values_list("id", "name")]


_IMPACT = """
with recursive reach (id, depth) as (
    select {far}, 1 from services_servicedependency where {near} = %(id)s
    union
    select d.{far}, r.depth + 1 from services_servicedependency d join reach r on d.{near} = r.id where r.depth < 12
)
select id, min(depth) from reach where id <> %(id)s group by id order by 2, 1
"""  # union and the depth end a circle: services may need each other


def impact(user: User, service: Service) -> dict[str, list[dict[str, Any]]]:
    """What falls when this service fails (`up`), and what it stands on (`down`), each with how many steps away: three statements.

    Circles are allowed, for real services need each other; every service is named once, at its nearest.
    """
    sides = {"up": ("needs_id", "service_id"), "down": ("service_id", "needs_id")}
    found: dict[str, list[tuple[int, int]]] = {}
    with connection.cursor() as cursor:
        for side, (near, far) in sides.items():
            cursor.execute(_IMPACT.format(near=near, far=far), {"id": service.pk})
            found[side] = cursor.fetchall()
    ids = {pk for rows in found.values() for pk, _ in rows}
    seen = access.visible_to(user).in_bulk(ids)
    return {
        side: [{"service": seen[pk], "steps": steps} for pk, steps in rows if pk in seen]
        for side, rows in found.items()
    }


def stands_on(service_id: int) -> list[int]:
    """A service and all it needs, however far: where one of them is down, it is."""
    with connection.cursor() as cursor:
        cursor.execute(_IMPACT.format(near="service_id", far="needs_id"), {"id": service_id})
        return [service_id, *(row[0] for row in cursor.fetchall())]


def check_scope(kind: str, number: int | None) -> None:
    """Raise RuleViolation("unknown_scope") unless a role can be narrowed to this service or practice."""
    rows: QuerySet[Any] = Practice.objects.all() if kind == "practice" else Service.objects.all()
    if kind and number is not None and not rows.filter(pk=number).exists():
        raise RuleViolation("unknown_scope", f"There is no such {kind}.", field="scope_id")


def practice_choices() -> list[tuple[str, str]]:
    """The practices of this organisation for a select."""
    return [
        (str(pk), name)
        for pk, name in Practice.objects.order_by("name", "id").values_list("id", "name")
    ]


def subject_services(user: User, ids: set[int]) -> dict[int, Named]:
    """What services are called in the log, for those who see them."""
    rows = access.visible_to(user).filter(pk__in=ids).values_list("pk", "name", "slug")
    return {pk: Named(name, f"/services/{slug}/") for pk, name, slug in rows}


def subject_outcomes(user: User, ids: set[int]) -> dict[int, Named]:
    """What outcomes are called in the log."""
    rows = Outcome.objects.filter(pk__in=ids).values_list("pk", "name")
    return {pk: Named(name) for pk, name in rows}


def outcomes_visible_to(user: User) -> QuerySet[Outcome]:
    """Outcomes are everybody's."""
    return Outcome.objects.all()


def categories_above() -> dict[int, int | None]:
    """Category -> the one it belongs under, for all services."""
    return dict(Category.objects.values_list("pk", "parent_id"))


def category_choices() -> list[tuple[str, str]]:
    """Active categories with their service, for a select of those who write rules."""
    rows = Category.objects.filter(is_active=True, service__is_active=True)
    named = rows.order_by("service__name", "name", "id").values_list("id", "service__name", "name")
    return [(str(pk), f"{service}: {name}") for pk, service, name in named]


def sender_addresses() -> set[str]:
    """The addresses that services write from, in lower case."""
    rows = Service.objects.exclude(sender_address="").values_list("sender_address", flat=True)
    return {address.lower() for address in rows}


def maturity_of(practice: str) -> int | None:
    """How mature a practice is, by its key; None where nobody has said."""
    return Practice.objects.filter(key=practice).values_list("maturity", flat=True).first()


_REACH = """
with recursive reach (id, depth) as (
    select unnest(%(ids)s::bigint[]), 0
    union
    select d.service_id, r.depth + 1 from services_servicedependency d join reach r on d.needs_id = r.id where r.depth < 12
)
select d.needs_id, d.service_id from services_servicedependency d where d.needs_id in (select id from reach) order by 1, 2
"""


def needed_by(service_ids: Iterable[int]) -> list[tuple[int, int]]:
    """(needed, needing) for these services and all that need them, however far, hidden ones too: one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_REACH, {"ids": sorted(set(service_ids))})
        return [(int(needed), int(needing)) for needed, needing in cursor.fetchall()]


_AROUND = """
with recursive reach (id, depth, carries) as (
    select id, depth, carries from (
        select unnest(%(ids)s::bigint[]) id, 0 depth, carries from (values (true), (false)) side (carries)
    ) start
    union
    select case when r.carries then d.needs_id else d.service_id end, r.depth + 1, r.carries
    from reach r join services_servicedependency d
        on (r.carries and d.service_id = r.id) or (not r.carries and d.needs_id = r.id)
    where r.depth < %(steps)s
)
select distinct on (s.id) s.id, s.name, s.tier, s.is_restricted, s.team_id, s.owner_id, r.depth, r.carries
from reach r join services_service s on s.id = r.id order by s.id, r.depth, r.carries desc
"""  # a chain goes one way only: what two services both stand on does not tie them


def around(viewer: User | None, service_ids: Iterable[int], steps: int) -> list[dict[str, Any]]:
    """These services, and those that stand on them or carry them so many steps away: one statement.

    `name` is empty where the reader does not see the service; nobody in particular sees what is not restricted.
    """
    with connection.cursor() as cursor:
        cursor.execute(_AROUND, {"ids": sorted(service_ids), "steps": steps})
        rows = cursor.fetchall()
    return [
        {
            "id": pk, "tier": tier, "steps": depth, "carries": carries,
            "name": name if access.sees_restricted(viewer, restricted=restricted, team_id=team, owner_id=owner) else "",
        }
        for pk, name, tier, restricted, team, owner, depth, carries in rows
    ]  # fmt: skip


_CHAINS = """
with recursive reach (root, id, depth) as (
    select unnest(%(ids)s::bigint[]), unnest(%(ids)s::bigint[]), 0
    union
    select r.root, d.needs_id, r.depth + 1 from reach r join services_servicedependency d on d.service_id = r.id
    where r.depth < %(steps)s
)
select distinct root, id from reach where root <> id
"""


def chains(service_ids: Iterable[int], steps: int) -> set[tuple[int, int]]:
    """(standing, carrying) for these services and all that carry them so many steps down: one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_CHAINS, {"ids": sorted(set(service_ids)), "steps": steps})
        return {(int(root), int(below)) for root, below in cursor.fetchall()}


def outcome_ids_of(service_id: int) -> list[int]:
    """The outcomes at work that a service carries."""
    rows = ServiceOutcome.objects.filter(service=service_id, outcome__is_active=True)
    return list(rows.order_by("outcome__name", "id").values_list("outcome_id", flat=True))
