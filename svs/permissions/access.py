"""One way to ask what somebody may see and do, for page, API, bulk, search, export, mail and rules alike.

Every record's app registers a rule: which rows a person sees and which verbs they may use on a row they see.
What has no rule is seen by nobody and open to nobody.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.db.models.functions import Now
from django.http import Http404

from svs.accounts.models import User
from svs.errors import Forbidden
from svs.permissions.models import Grant

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class AccessRule:
    """What a record's app says about access to it."""

    visible_to: Callable[[User], QuerySet[Any]]
    may: Callable[[User, str, Any], bool]


_rules: dict[type[Model], AccessRule] = {}


def register(
    model: type[M],
    *,
    visible_to: Callable[[User], QuerySet[M]],
    may: Callable[[User, str, M], bool],
) -> None:
    """Give a record its access rule."""
    _rules[model] = AccessRule(visible_to, may)


def registered() -> dict[type[Model], AccessRule]:
    return dict(_rules)


def visible_to(user: User, model: type[M]) -> QuerySet[M]:
    """The rows of `model` that this person may see; none when signed out, inactive or without a rule."""
    rule = _rules.get(model)
    if rule is None or not _is_somebody(user):
        return model._default_manager.none()
    return rule.visible_to(user)


def may(user: User, verb: str, record: Model) -> bool:
    """May this person do `verb` to this record? Deny by default."""
    rule = _rules.get(type(record))
    return bool(rule and _is_somebody(user) and rule.may(user, verb, record))


def require(user: User, verb: str, record: Model) -> None:
    """Raise Forbidden unless `may` says yes."""
    if not may(user, verb, record):
        raise Forbidden


def get_or_404(user: User, verb: str, queryset: QuerySet[M], **lookup: Any) -> M:
    """Load a record this person may see and do `verb` to: 404 unseen, 403 forbidden.

    `queryset` is already what the person sees, so a hidden record and a missing one answer alike.
    """
    record = queryset.filter(**lookup).first()
    if record is None:
        raise Http404
    if verb != "view" and not may(user, verb, record):
        raise Forbidden
    return record


def get_all_or_404(user: User, verb: str, queryset: QuerySet[M], refs: Iterable[str]) -> list[M]:
    """Load these records in this order, each once: 404 when one of them is unseen, 403 when one is forbidden.

    All or nothing: nobody learns which of them is the hidden one.
    """
    wanted = list(dict.fromkeys(refs))
    found: dict[str, M] = {record.ref: record for record in queryset.filter(ref__in=wanted)}  # type: ignore[attr-defined]
    if len(found) < len(wanted):
        raise Http404
    if not all(may(user, verb, record) for record in found.values()):
        raise Forbidden
    return [found[ref] for ref in wanted]


def may_be_granted(user: User, subject_type: str) -> bool:
    """Could there be a live grant on such a record? No only where it is known that there is none."""
    return user.granted_subjects is None or subject_type in user.granted_subjects


def granted(user: User, subject_type: str, verb: str = "view") -> Exists:
    """A condition for `visible_to`: a live grant on the row for this person or a team of theirs."""
    return Exists(_live(user, subject_type, verb).filter(subject_id=OuterRef("pk")))


def has_grant(user: User, subject_type: str, subject_id: int, verb: str) -> bool:
    """Does a live grant let this person do `verb` to the record?"""
    return (
        may_be_granted(user, subject_type)
        and _live(user, subject_type, verb).filter(subject_id=subject_id).exists()
    )


def _live(user: User, subject_type: str, verb: str) -> QuerySet[Grant]:
    whose = Q(user=user) | Q(team_id__in=user.team_ids)
    return Grant.objects.filter(
        whose, Q(until__isnull=True) | Q(until__gt=Now()), subject_type=subject_type, verb=verb
    )


def _is_somebody(user: Any) -> bool:
    return bool(user and user.is_authenticated and user.is_active)


__all__ = [
    "AccessRule",
    "get_all_or_404",
    "get_or_404",
    "granted",
    "has_grant",
    "may",
    "register",
    "registered",
    "require",
    "visible_to",
]
