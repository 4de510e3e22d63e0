"""Who hears of a vote: whoever is asked by mail and in the product, whoever voted in vain, whoever asked."""

from governance.operations import letters
from governance.queries import told
from svs.events.models import DomainEvent
from svs.events.registry import subscribe
from svs.notices.told import notify


@notify("approval.asked", "approval.step_opened", "approval.escalated", readers=told.readers)
def whose_vote_is_asked(event: DomainEvent) -> list[int]:
    return list(event.data["who"])


@notify("approval.reminded", "approval.reminded", readers=told.readers)
def whose_vote_is_missing(event: DomainEvent) -> list[int]:
    return list(event.data["who"])


@notify("approval.voided", "approval.voided", readers=told.readers)
def whose_vote_is_void(event: DomainEvent) -> list[int]:
    return list(event.data["who"])


@notify("approval.withdrawn", "approval.withdrawn", readers=told.readers)
def whose_vote_is_not_needed(event: DomainEvent) -> list[int]:
    return list(event.data["who"])


@notify("approval.decided", "approval.decided", "approval.expired", readers=told.readers)
def whose_work_was_decided(event: DomainEvent) -> set[int | None]:
    return told.whose_work(event)


@subscribe("approval.step_opened", "approval.escalated", "approval.reminded", consumer="governance.ask_by_mail", queue="mail")  # fmt: skip
def ask_by_mail(event: DomainEvent) -> None:
    letters.ask_for_votes(event=event)
