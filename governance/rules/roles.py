"""What lacks somebody who answers for it. Plain words."""

from dataclasses import dataclass, field
from datetime import timedelta

SILENT_AFTER = timedelta(days=60)  # a sponsor who decided nothing for so long


@dataclass
class Held:
    """Something somebody answers for: what it is called, who does, and what is missing."""

    name: str
    url: str = ""
    sub: str = ""
    who: list[tuple[str, str]] = field(default_factory=list)  # (as what, name)
    gap: str = ""


@dataclass
class Group:
    """Things of one kind with those who answer for them."""

    key: str
    words: str
    asks: str  # what each of them needs
    rows: list[Held]

    @property
    def gaps(self) -> list[Held]:
        return [row for row in self.rows if row.gap]
