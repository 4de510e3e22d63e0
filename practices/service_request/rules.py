"""How long a fulfilled request may come back, and who may say yes to it."""

from datetime import datetime, timedelta


def reopens_until(fulfilled_at: datetime, days: int) -> datetime:
    """The last moment at which a fulfilled request may come back."""
    return fulfilled_at + timedelta(days=days)


def may_decide(approver_id: int, *, requester_id: int | None, asked_by_id: int | None) -> bool:
    """Nobody says yes to what they asked for, nor to what they themselves ask to be approved."""
    return approver_id not in (requester_id, asked_by_id)
