"""Whoever may edit what a check is about answers it, whoever sees that reads it; one that stands alone is its people's."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

from governance.models import Policy, PrincipleCheck
from governance.rules.principles import STANDALONE
from improvement import access as improvement
from metrics.access import READERS
from practices.automation import access as automation
from practices.change import access as change
from svs.accounts.models import Role, User
from svs.permissions import access

if TYPE_CHECKING:
    from collections.abc import Callable

ANSWER = "answer"


@dataclass(frozen=True)
class Subject:
    """A kind of record that checks are about: who sees it, which verb lets one answer, how it is named, its version now."""

    kind: str
    words: str
    subject_type: str
    visible: Callable[[User], Any]
    verb: str
    title: Callable[[Any], str]
    version: Callable[[Any], int]
    address: Callable[[Any], str]
    loaded: tuple[str, ...] = ()

    def rows(self, user: User) -> Any:
        """Those of them that this person sees, with what is shown of them."""
        found = self.visible(user)
        return found.select_related(*self.loaded) if self.loaded else found


def _policies(user: User) -> QuerySet[Policy]:
    return access.visible_to(user, Policy)


SUBJECTS = {
    one.kind: one
    for one in (
        Subject("change", "Change", "ticket", change.changes_visible_to, change.EDIT_PLAN, lambda r: r.title, lambda r: r.change.plan_version, lambda r: r.get_absolute_url(), ("change",)),
        Subject("improvement", "Improvement", "improvement", improvement.visible_to, improvement.EDIT, lambda r: r.issue, lambda r: r.case_version, lambda r: f"/improvements/{r.ref}/"),
        Subject("rule", "Rule", "rule", automation.visible_to, automation.EDIT, lambda r: r.name, lambda r: r.version, lambda r: f"/rules/{r.ref}/"),
        Subject("policy", "Policy", "policy", _policies, "edit", lambda r: r.title, lambda r: r.number, lambda r: f"/policies/{r.ref}/"),
    )
}  # fmt: skip


def may_read(user: User) -> bool:
    """Anybody with a role."""
    return user.has_role(*READERS)


def visible_to(user: User) -> QuerySet[PrincipleCheck]:
    """Checks of what this person sees; those that stand alone are everybody's who has a role."""
    about = [Q(kind=kind, subject_id__in=one.visible(user).values("pk")) for kind, one in SUBJECTS.items()]  # fmt: skip
    if may_read(user):
        about.append(Q(subject_id__isnull=True))
    return PrincipleCheck.objects.filter(reduce(or_, about))


def may(user: User, verb: str, check: PrincipleCheck) -> bool:
    if verb == "view":
        return visible_to(user).filter(pk=check.pk).exists()
    if verb != ANSWER:
        return False
    if check.subject_id is None:
        return user.pk in (check.answered_by_id, *check.people) or user.has_role(Role.ADMINISTRATOR.value)  # fmt: skip
    one = SUBJECTS.get(check.kind)
    record = one.rows(user).filter(pk=check.subject_id).first() if one else None
    return record is not None and one is not None and may_answer(user, one, record)


def may_answer(user: User, subject: Subject, record: Any) -> bool:
    """May this person answer the check of this record?"""
    return access.may(user, subject.verb, record)


def may_open(user: User, kind: str) -> bool:
    """Whoever has a role may begin a check of a workshop, a design review or a stream."""
    return kind in STANDALONE and may_read(user)


access.register(PrincipleCheck, visible_to=visible_to, may=may)
