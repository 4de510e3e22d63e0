"""How the events of mail read in timelines and in the audit."""

from typing import Any

from svs.extensions import sentence
from svs.mail.rules import WORDS


def _quarantined(data: dict[str, Any]) -> str:
    return f"put a mail into quarantine: {WORDS.get(data.get('code', ''), '')}".rstrip(": ")


sentence("mailbox.created", "added the mailbox")
sentence("mailbox.changed", "changed the mailbox")
sentence("mailbox.paused", "stopped asking the mailbox after {faults} faults in a row")
sentence("mailbox.resumed", "asks the mailbox again")
sentence("mail.quarantined", _quarantined)
sentence("mail.flooded", "shut out a flood of mail from one sender")
sentence("mail.bounced", "had a mail come back that did not reach its reader")
sentence("mail.released", "let a mail out of quarantine")
sentence("mail.deleted", "deleted a mail from quarantine")
