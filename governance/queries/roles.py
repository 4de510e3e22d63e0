"""Who answers for what, and where nobody does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from governance.access import policies
from governance.models import Decision, Escalation, Policy, Vote
from governance.queries import boards
from governance.rules.roles import SILENT_AFTER, Group, Held
from svs.accounts import queries as accounts
from svs.accounts.models import Role, RoleAssignment, User
from svs.services import access as services
from svs.services.models import Outcome, Practice

if TYPE_CHECKING:
    from datetime import datetime


def who_answers(user: User) -> list[Group]:
    """Services, practices, boards, outcomes, policies and sponsors with those who answer for them. A constant number of statements."""
    return [
        Group("services", "Services", "an owner and a team", _services(user)),
        Group("practices", "Practices", "a lead", _practices()),
        Group("boards", "Boards", "a chair and a quorum", _boards(user)),
        Group("outcomes", "Outcomes", "a team", _outcomes()),
        Group("policies", "Policies", "an owner who works here", _policies(user)),
        Group("sponsors", "Sponsors", "a decision in 60 days", _sponsors()),
    ]


def _services(user: User) -> list[Held]:
    rows = services.visible_to(user).filter(is_active=True).select_related("owner", "team").order_by("tier", "name", "id")  # fmt: skip
    found = []
    for row in rows:
        owner = row.owner if row.owner and row.owner.is_active else None
        who = [("owner", owner.name)] if owner else []
        who += [("team", row.team.name)] if row.team else []
        gap = (
            "no owner"
            if row.owner is None
            else "its owner has left"
            if owner is None
            else ""
            if row.team
            else "no team"
        )
        found.append(Held(row.name, reverse("metrics:dashboard", args=[row.slug]), f"tier {row.tier}", who, gap))  # fmt: skip
    return found


def _practices() -> list[Held]:
    """Whoever was named on the practice, or holds the role for it; a lead of everything leads none of them in particular."""
    roles = (Role.PRACTICE_LEAD, Role.PROCESS_OWNER)
    held = RoleAssignment.objects.filter(
        role__in=roles, scope_kind="practice", user__is_active=True
    )
    named: dict[tuple[int | None, str], list[str]] = {}
    for scope, role, name in held.order_by("user__name").values_list("scope_id", "role", "user__name"):  # fmt: skip
        named.setdefault((scope, role), []).append(name)
    found = []
    for row in Practice.objects.select_related("lead", "process_owner").order_by("name", "id"):
        leads = named.get((row.pk, Role.PRACTICE_LEAD), []) + ([row.lead.name] if row.lead and row.lead.is_active else [])  # fmt: skip
        owners = named.get((row.pk, Role.PROCESS_OWNER), []) + ([row.process_owner.name] if row.process_owner and row.process_owner.is_active else [])  # fmt: skip
        who = [("lead", name) for name in dict.fromkeys(leads)] + [("process owner", name) for name in dict.fromkeys(owners)]  # fmt: skip
        sub = f"maturity {row.maturity}" if row.maturity else ""
        found.append(Held(row.name, "", sub, who, "" if leads else "no lead"))
    return found


def _boards(user: User) -> list[Held]:
    found = []
    for shown in boards.all_shown(user):
        if not shown.board.is_active:
            continue
        who = [("chair" if one.is_chair else "member", one.user.name) for one in shown.members]
        gap = "" if shown.chair else "no chair"
        if shown.is_below_quorum:
            gap = f"below quorum: {len(shown.members)} of the {shown.quorum} it needs"
        found.append(Held(shown.board.name, shown.board.get_absolute_url(), shown.meets, who, gap))
    return found


def _outcomes() -> list[Held]:
    """The results the organisation cares about most; the leads of their teams answer for them."""
    rows = list(Outcome.objects.filter(is_active=True).select_related("team").order_by("name", "id"))  # fmt: skip
    leads = accounts.leads_of({row.team_id for row in rows})
    names = accounts.names_of({pk for found in leads.values() for pk in found})
    return [
        Held(
            row.name, "", row.team.name, [("lead", names[pk]) for pk in leads.get(row.team_id, ())],
            "" if leads.get(row.team_id) else "its team has no lead",
        )
        for row in rows
    ]  # fmt: skip


def _policies(user: User) -> list[Held]:
    rows = policies.visible_to(user).exclude(state=Policy.State.RETIRED).select_related("owner").order_by("title", "id")  # fmt: skip
    today = timezone.localdate()
    found = []
    for row in rows:
        gap = (
            "its owner has left"
            if not row.owner.is_active
            else "its review is overdue"
            if row.review_date < today
            else ""
        )
        found.append(Held(row.title, reverse("governance:policy_page", args=[row.ref]), row.ref, [("owner", row.owner.name)], gap))  # fmt: skip
    return found


def _sponsors() -> list[Held]:
    """Sponsors with the last thing each decided: a vote, a decision of the register, an escalation."""
    rows = User.objects.filter(is_active=True, role_assignments__role=Role.SPONSOR).distinct().order_by("name", "id")  # fmt: skip
    people = list(rows)
    if not people:
        return [Held("Executive sponsor", gap="nobody is")]
    last: dict[int, datetime] = {}
    wanted = [one.pk for one in people]
    for model, who, when in ((Vote, "cast_by", "cast_at"), (Decision, "decided_by", "decided_at"), (Escalation, "decided_by", "decided_at")):  # fmt: skip
        asked = model._default_manager.filter(**{f"{who}__in": wanted}).order_by()
        for pk, at in asked.values_list(who).annotate(last=Max(when)):
            last[pk] = max(last.get(pk, at), at)
    return [_sponsor(one, last.get(one.pk)) for one in people]


def _sponsor(person: User, at: datetime | None) -> Held:
    silent = at is None or at < timezone.now() - SILENT_AFTER
    said = f"last decided on {date_format(timezone.localtime(at), 'j M Y')}" if at else "has not decided anything yet"  # fmt: skip
    return Held(
        person.name, "", person.job, [("", said)], "no decision in 60 days" if silent else ""
    )
