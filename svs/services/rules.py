"""Does a value statement say what value is? Plain words about what is missing."""

import re

MOST = 200
# Words of the machine room; a statement made of them alone speaks to nobody outside IT.
MACHINE = frozenset(["ticket", "tickets", "server", "servers", "uptime", "availability", "system", "systems", "software", "hardware", "database", "network", "sla", "slas", "incident", "incidents", "request", "requests"])  # fmt: skip
_EFFECT = re.compile(
    r"\b(so that|so|in order to|which lets|that lets|because of it|without)\b", re.I
)


def faults(statement: str) -> list[str]:
    """What a value statement lacks, each in a sentence; nothing when it says who gets what out of it.

    It is one sentence, it names the effect for somebody ("so that ..."), and it does not speak of machines alone.
    """
    text = " ".join(statement.split())
    if not text:
        return ["Nobody has said yet what value this service brings."]
    found = []
    if len(re.findall(r"[.!?](?:\s|$)", text)) > 1:
        found.append("It is more than one sentence: keep the one that matters.")
    if len(text) > MOST:
        found.append(f"It is longer than {MOST} characters: nobody will remember it.")
    if len(text.split()) < 6:
        found.append("It is too short to say who gets what out of it.")
    if not _EFFECT.search(text):
        found.append('It names no effect: go on with "so that ..." and say what somebody outside IT can do.')  # fmt: skip
    nouns = [word.strip(".,;:!?").lower() for word in text.split()]
    if sum(word in MACHINE for word in nouns) * 4 > len(nouns):
        found.append("It speaks of tickets and machines: say what people do with it.")
    return found
