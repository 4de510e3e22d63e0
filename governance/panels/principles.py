"""The principle check on the pages of what it is about: whole on a change and an approval, in brief elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.urls import reverse

from governance.access import principles as access
from governance.queries import principles as queries
from svs.extensions import Action, Panel

if TYPE_CHECKING:
    from governance.models import Approval
    from svs.accounts.models import User


def of_record(kind: str, user: User, record: Any) -> dict[str, Any]:
    """The check of a record as the widget takes it: two statements."""
    may_answer = access.may_answer(user, access.SUBJECTS[kind], record)
    at = {"kind": kind, "key": record.ref}
    return {
        "shown": queries.of_record(kind, record), "url": reverse("governance:principles", kwargs=at),
        "answer_url": reverse("governance:answer_principles", kwargs=at) if may_answer else "",
        "lacks_url": reverse("governance:principles_lack", kwargs=at) if may_answer else "",
    }  # fmt: skip


def _of_change(user: Any, ticket: Any) -> tuple[str, dict[str, Any]] | None:
    return "governance/_principles.html", of_record("change", user, ticket)


def _of_improvement(user: Any, improvement: Any) -> tuple[str, dict[str, Any]] | None:
    return "governance/_principles_brief.html", of_record("improvement", user, improvement)


def _of_rule(user: Any, rule: Any) -> tuple[str, dict[str, Any]] | None:
    return "governance/_principles_brief.html", of_record("rule", user, rule)


def _of_policy(user: Any, policy: Any) -> tuple[str, dict[str, Any]] | None:
    return "governance/_principles_brief.html", of_record("policy", user, policy)


def _of_approval(user: Any, approval: Approval) -> tuple[str, dict[str, Any]] | None:
    """What those who vote read; answered for the version they vote on."""
    if approval.kind not in access.SUBJECTS:
        return None
    check = queries.check_of(approval.kind, approval.subject_id, approval.version)
    if check is None:
        return None
    at = {"kind": approval.kind, "key": approval.subject_ref}
    shown = queries.shown(check, approval.kind, approval.version)
    return "governance/_principles.html", {"shown": shown, "url": reverse("governance:principles", kwargs=at), "answer_url": ""}  # fmt: skip


def _check_stream(user: Any, stream: Any) -> str | None:
    """Begin a check of a stream; each is a check of its own, for it has no version yet."""
    if not access.may_open(user, "stream"):
        return None
    return f"{reverse('governance:new_principles')}?{urlencode({'kind': 'stream', 'title': stream.title})}"


ACTIONS = [
    Action("stream", "Principle check", "bulb", _check_stream, 50, "The seven guiding principles, before it is worked otherwise.")
]  # fmt: skip
PANELS = [
    Panel("change_principles", _of_change, 10), Panel("improvement_decision", _of_improvement, 30), Panel("rule_decision", _of_rule, 30),
    Panel("policy_principles", _of_policy, 10), Panel("vote", _of_approval, 30),
]  # fmt: skip
