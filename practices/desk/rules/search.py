"""What somebody types into the search box, read into words and filters. Plain Python, so that it can be tried in a sentence."""

import re
from dataclasses import dataclass, field

MOST_WORDS, LONGEST = 8, 200
_PART = re.compile(r'(?P<not>-)?(?:(?P<name>[a-z]+):)?(?:"(?P<quoted>[^"]*)"?|(?P<plain>[^\s"]+))', re.I)  # fmt: skip
REF = re.compile(r"\A[a-z]{2,5}-[0-9]{1,12}\Z", re.I)
# name in the box -> what is narrowed; several words for one thing
NAMES = {
    "is": "is", "kind": "kind", "service": "service", "team": "team", "assignee": "assignee", "holder": "assignee", "by": "assignee",
    "requester": "requester", "from": "requester", "priority": "priority", "p": "priority", "state": "state", "tag": "tag",
    "channel": "channel",
}  # fmt: skip
IS = ("open", "closed", "mine", "unassigned", "breached", "waiting")


@dataclass(frozen=True)
class Asked:
    """A search: words that must stand in a ticket, phrases, words that must not, and filters by name."""

    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    filters: tuple[tuple[str, str], ...] = ()
    unknown: tuple[str, ...] = field(default=())  # filters that do not exist, as they were typed

    @property
    def is_ref(self) -> bool:
        return len(self.words) == 1 and not self.filters and bool(REF.match(self.words[0]))

    @property
    def says(self) -> bool:
        return bool(self.words or self.phrases)


def read(text: str) -> Asked:
    """Words and filters of what was typed; at most eight words, more are not looked for.

    `service:payroll is:open "badge reader" -test` asks for open tickets of Payroll with that phrase and without that word.
    """
    words: list[str] = []
    phrases: list[str] = []
    without: list[str] = []
    filters: list[tuple[str, str]] = []
    unknown: list[str] = []
    for part in _PART.finditer(text[:LONGEST].replace("\0", " ")):
        name, value = (part["name"] or "").lower(), part["quoted"] if part["plain"] is None else part["plain"]  # fmt: skip
        value = value.strip()
        if name and name in NAMES:
            if value:
                filters.append((NAMES[name], value))
        elif name:
            unknown.append(part[0])
            words.append(part["plain"] or value)
        elif part["not"] and value:
            without.append(value)
        elif part["plain"] is None and value:
            phrases.append(value)
        elif value:
            words.append(value)
    return Asked(
        tuple(words[:MOST_WORDS]), tuple(phrases[:MOST_WORDS]), tuple(without[:MOST_WORDS]),
        tuple(dict.fromkeys(filters)), tuple(unknown),
    )  # fmt: skip
