"""The only writers of tickets."""

from practices.desk.operations.life import (
    KEEP,
    Keep,
    NewTicket,
    change_fields,
    lock,
    move_ticket,
    open_ticket,
    touch,
)
from practices.desk.operations.talk import add_message

__all__ = [
    "KEEP", "Keep", "NewTicket", "add_message", "change_fields", "lock", "move_ticket", "open_ticket", "touch",
]  # fmt: skip
