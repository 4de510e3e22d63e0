"""By mail whoever is asked hears of it in any case: without their vote it stands still."""

from __future__ import annotations

from typing import TYPE_CHECKING

from governance.operations.links import make_link
from governance.queries import told
from svs.events import outgoing
from svs.mail.letters import letter

if TYPE_CHECKING:
    from svs.events.models import DomainEvent, Outgoing


def ask_for_votes(*, event: DomainEvent) -> None:
    """Write to each whose vote is asked and missing, with a link to their ballot that is theirs alone."""
    is_reminder = event.name == "approval.reminded"
    for seat, who in told.ballots(event):
        approval = seat.step.approval
        said = letter(
            "vote_asked", who=who, verified=True, approval=approval, seat=seat, step=seat.step, is_reminder=is_reminder,
            is_stand_in=who.pk != seat.user_id, token=make_link(seat=seat, user=who),
        )  # fmt: skip
        outgoing.write_mail(
            recipient=who.email, key=f"vote-{event.pk}-{seat.pk}", event=event, ticket_ref=approval.ref, reader=who, is_secret=True,
            purpose="vote.asked", **said,
        )  # fmt: skip


@outgoing.recheck("vote.")
def may_leave(mail: Outgoing) -> bool:
    """Is their vote still missing? Asked right before the mail leaves."""
    return mail.reader_id is not None and told.waits_for(mail.ticket_ref, mail.reader_id)
