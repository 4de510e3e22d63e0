"""A link in a mail to one ballot: it shows, and is used up by the vote. A mail scanner that follows it changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from governance.models import VoteLink
from governance.operations import voting
from governance.rules import times
from svs.accounts.models import hash_token, new_token
from svs.errors import RuleViolation

if TYPE_CHECKING:
    from governance.models import Approval, Seat
    from svs.accounts.models import User


def make_link(*, seat: Seat, user: User) -> str:
    """A fresh token for this person's ballot; its hash is all that is kept. It is over after 72 hours at the latest."""
    now = timezone.now()
    token = new_token().removeprefix("svs_")
    until = times.link_until(now, seat.step.due_at or now)
    VoteLink.objects.create(seat=seat, user=user, token_hash=hash_token(token), expires_at=until)
    return token


def is_live(link: VoteLink) -> bool:
    return link.used_at is None and link.expires_at > timezone.now()


@transaction.atomic
def cast_by_link(*, token: str, user: User, seat_of: int | None = None, **vote: Any) -> Approval:
    """Vote by a link, once. Raises RuleViolation("link_over") and what `cast_vote` raises."""
    rows = VoteLink.objects.select_for_update(of=("self",)).select_related("seat")
    link = rows.filter(token_hash=hash_token(token), user=user).first()
    if link is None or not is_live(link):
        raise RuleViolation("link_over", "This link was used or is over. Look under your votes.")
    decided = voting.cast_vote(user=user, seat_of=link.seat.user_id, **vote)
    link.used_at = timezone.now()
    link.save(update_fields=["used_at"])
    return decided
