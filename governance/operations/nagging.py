"""What the calendar does to the register: owners are told on the day and every week after, each once however many look."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from governance.models import Decision, Policy, Risk
from svs.events.actor import SYSTEM_ACTOR
from svs.events.emit import emit

if TYPE_CHECKING:
    from django.db.models import QuerySet

AGAIN = timedelta(days=6, hours=12)  # a week, by a look that comes once a day
ENDS_SOON = timedelta(days=14)


def nag_owners() -> int:
    """Remind of decisions and policies to look at again, and of acceptances that end soon; returns of how many.

    Emits decision.review_due, policy_page.review_due and risk.ends_soon.
    """
    today, now = timezone.localdate(), timezone.now()
    again = Q(reminded_at__isnull=True) | Q(reminded_at__lte=now - AGAIN)
    due = Decision.objects.filter(again, outcome="", review_date__lte=today)
    policies = Policy.objects.filter(again, state=Policy.State.ADOPTED, review_date__lte=today)
    ending = Risk.objects.filter(
        state=Risk.State.ACCEPTED, reminded_at__isnull=True, accept_until__range=(today, today + ENDS_SOON)
    )  # fmt: skip
    return (
        _remind("decision.review_due", due)
        + _remind("policy_page.review_due", policies)
        + _remind("risk.ends_soon", ending)
    )


def _remind(name: str, rows: QuerySet[Any]) -> int:
    told = 0
    for pk in list(rows.order_by("id").values_list("pk", flat=True)):
        with transaction.atomic():
            record = rows.select_for_update(of=("self",), skip_locked=True).filter(pk=pk).first()
            if record is None:
                continue
            record.reminded_at = timezone.now()
            record.save(update_fields=["reminded_at"])
            emit(name, subject=record, actor=SYSTEM_ACTOR, service_id=getattr(record, "service_id", None), data={"ref": record.ref})  # fmt: skip
            told += 1
    return told
