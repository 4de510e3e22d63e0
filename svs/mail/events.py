"""What mailboxes and the mail that comes can tell."""

from svs.events.registry import declare

declare(
    "mailbox.created", "mailbox.changed", "mailbox.paused", "mailbox.resumed", "mail.quarantined", "mail.flooded",
    "mail.bounced", "mail.released", "mail.deleted",
)  # fmt: skip
