"""The verbs of mailboxes and of the mail that comes."""

from svs.mail.operations.fetching import fetch, fetch_due
from svs.mail.operations.mailboxes import (
    change_mailbox,
    check_mailbox,
    create_mailbox,
    keep_fixed,
    resume_mailbox,
)
from svs.mail.operations.quarantine import (
    decide_many,
    delete_mail,
    forget_originals,
    release_as_ticket,
    release_to_ticket,
)
from svs.mail.operations.taking import take_due

__all__ = [
    "change_mailbox", "check_mailbox", "create_mailbox", "decide_many", "delete_mail", "fetch", "fetch_due",
    "forget_originals", "keep_fixed", "release_as_ticket", "release_to_ticket", "resume_mailbox", "take_due",
]  # fmt: skip
