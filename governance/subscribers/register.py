"""What nobody decided in time is escalated, what is settled needs no escalation, and people are told what waits for them."""

from governance.operations import escalations as operations
from governance.queries import registered as told
from svs.events.actor import SYSTEM_ACTOR
from svs.events.models import DomainEvent
from svs.events.registry import subscribe
from svs.notices.told import notify

SETTLED = (
    "signal.answered", "improvement.closed", "improvement.dropped", "approval.decided", "approval.withdrawn", "risk.closed",
    "incident.resolved", "incident.closed", "request.fulfilled", "request.refused", "request.cancelled", "request.closed",
    "change.completed", "change.cancelled", "change.refused", "change.closed",
)  # fmt: skip


@subscribe("approval.expired", consumer="governance.escalate_expired")
def escalate_expired(event: DomainEvent) -> None:
    operations.escalate_expired(approval_id=event.subject_id)


@subscribe(*SETTLED, consumer="governance.overtake")
def overtake(event: DomainEvent) -> None:
    operations.overtake(subject_type=event.subject_type, subject_id=event.subject_id, actor=SYSTEM_ACTOR)  # fmt: skip


@notify(
    "register.yours",
    "escalation.opened",
    "escalation.raised",
    "escalation.overdue",
    readers=told.readers,
)
def who_holds_it(event: DomainEvent) -> list[int | None]:
    return [event.data["holder_id"]]


@notify("register.decided", "escalation.decided", "escalation.overtaken", readers=told.readers)
def who_was_on_the_path(event: DomainEvent) -> list[int | None]:
    return told.around_escalation(event.subject_id)


@notify("register.due", "decision.review_due", "policy_page.review_due", "risk.ends_soon", readers=told.readers)  # fmt: skip
def who_looks_again(event: DomainEvent) -> list[int | None]:
    return [told.owner_of(event)]


@notify("register.expired", "risk.expired", "risk.voided", readers=told.readers)
def who_stood_for_it(event: DomainEvent) -> list[int | None]:
    return told.around_risk(event.subject_id)


@notify(
    "register.answered", "policy_page.adopted", "policy_page.refused", "policy_page.expired", "risk.accepted", "risk.refused", "risk.lapsed",
    readers=told.readers,
)  # fmt: skip
def who_asked(event: DomainEvent) -> list[int | None]:
    return [told.owner_of(event)]
