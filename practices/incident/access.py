"""Access to incidents is access to tickets, by the same rule."""

from practices.desk.access import (
    ASSIGN,
    CLOSE,
    HOLD,
    NOTE,
    PRIORITISE,
    REOPEN,
    REPLY,
    RESOLVE,
    RESUME,
    may,
    may_log,
    messages_visible_to,
    visible_to,
)

__all__ = [
    "ASSIGN", "CLOSE", "HOLD", "NOTE", "PRIORITISE", "REOPEN", "REPLY", "RESOLVE", "RESUME", "may", "may_log",
    "messages_visible_to", "visible_to",
]  # fmt: skip
