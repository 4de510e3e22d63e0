"""The one ticket table and what hangs on it."""

from practices.desk.models.search import SearchWord, Text
from practices.desk.models.talk import Attachment, CannedReply, Draft, Message, Survey, Viewing
from practices.desk.models.tickets import (
    Channel,
    Ticket,
    TicketItem,
    TicketLink,
    TicketQuerySet,
)
from practices.desk.models.time import Clock, Stretch
from practices.desk.models.work import OwnField, SavedView, SolvedWith, Task, Watcher

__all__ = [
    "Attachment",
    "CannedReply",
    "Channel",
    "Clock",
    "Draft",
    "Message",
    "OwnField",
    "SavedView",
    "SearchWord",
    "SolvedWith",
    "Stretch",
    "Survey",
    "Task",
    "Text",
    "Ticket",
    "TicketItem",
    "TicketLink",
    "TicketQuerySet",
    "Viewing",
    "Watcher",
]  # fmt: skip
