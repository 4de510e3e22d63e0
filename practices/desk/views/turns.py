"""What the page of a ticket shows of its conversation, and what stands in the composer."""

from datetime import datetime
from typing import Any

from django import forms as django_forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from practices.desk import access, forms, queries
from practices.desk.operations import talk as operations
from practices.desk.queries import talk as talk_queries
from svs.accounts.models import User
from svs.extensions import panels_for
from svs.permissions.access import get_or_404
from svs.web.pages import number_asked

NEWEST = 25  # turns of the conversation shown at once


def spoken_on(user: User, kind: str, ref: str, verb: str) -> Any:
    """The ticket on which somebody speaks; of one that was merged or converted while they wrote, where it went on."""
    seen: Any = access.visible_to(user).select_related("team", "service")
    found = get_or_404(user, verb, seen.of_kind(kind), ref=ref)
    return get_or_404(user, verb, seen, pk=found.continued_in_id) if found.continued_in_id else found  # fmt: skip


def conversation(user: User, record: Any, **page: Any) -> talk_queries.Talk:
    """The conversation, after letting out what is due: a reader is as good as the job that does it."""
    talk = queries.conversation(user, record, **page)
    if not talk.is_due:
        return talk
    operations.release_due(record.pk)
    return queries.conversation(user, record, **page)


def around(
    request: HttpRequest,
    user: User,
    record: Any,
    failed: dict[str, django_forms.Form],
    most: int = NEWEST,
) -> dict[str, Any]:
    """The conversation and the composer of a ticket's page."""
    newest, seen = None if "all" in request.GET else most, timezone.now()
    talk = conversation(user, record, newest=newest)
    may_reply = access.may(user, access.REPLY, record)
    shown: dict[str, Any] = {
        "talk": talk, "may_reply": may_reply, "may_note": access.may(user, access.NOTE, record),
        "works": access.may(user, access.LINK, record), "seen": seen.isoformat(),
        "requester_name": record.requester.name if record.requester else "",
    }  # fmt: skip
    if may_reply:
        shown["message"] = failed.get("message") or _begun(user, record, talk)
        shown["draft_at"] = shown["message"].saved_at
        shown["tools"] = panels_for("composer", user, record)
    return shown


def _begun(user: User, record: Any, talk: talk_queries.Talk) -> forms.MessageForm:
    """The form as it was left. Who wrote a note last goes on with notes: nothing turns public by itself."""
    draft = talk_queries.draft_of(user, record)
    internal = draft.is_internal if draft else talk.last_own_is_internal
    kind = access.NOTE if internal else access.REPLY
    form = forms.MessageForm(initial={"body": draft.body if draft else "", "kind": kind})
    form.saved_at = draft.saved_at if draft else None
    return form


def moment(text: str) -> datetime | None:
    """A moment that a page of ours was given; anything else is none."""
    try:
        found = parse_datetime(text[:40])
    except ValueError:
        return None
    return found if found is not None and timezone.is_aware(found) else None


def before(request: HttpRequest) -> talk_queries.Before:
    """From where on the turns before are asked for."""
    return talk_queries.Before(
        number_asked(request, "m"), moment(request.GET.get("at", "")), number_asked(request, "e")
    )
