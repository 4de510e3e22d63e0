"""Extension points: upper apps register, lower pages show. Typed, and there are no others.

Each takes plain values, so that a lower page never learns of the app behind it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Panel:
    """A panel on a record's page: `render(user, record)` gives a template and context, or None for nothing.

    At most two statements each; more is loaded lazily by the panel's own fragment.
    """

    place: str  # "ticket", "service", "stream", ...
    render: Callable[[Any, Any], tuple[str, dict[str, Any]] | None]
    order: int = 100


@dataclass(frozen=True)
class Action:
    """A button on a record's page that leads up: label, icon and the URL for (user, record), or None."""

    place: str
    label: str
    icon: str
    url: Callable[[Any, Any], str | None]
    order: int = 100
    help: str = ""  # what it leads to, in a sentence


@dataclass(frozen=True)
class Step:
    """A step of the set-up guide: one service, one stream, one measurable result.

    `done(user)` tells from the data whether it was taken; `url(user)` is where it is taken.
    """

    key: str
    title: str
    why: str
    url: Callable[[Any], str]
    done: Callable[[Any], bool]
    order: int = 100


@dataclass(frozen=True)
class Held:
    """One thing in somebody's hands."""

    ref: str
    url: str


@dataclass(frozen=True)
class Holding:
    """What people and teams hold and cannot take with them when they leave.

    `of_person` and `of_team` give (how many, the first few); `hand_back` returns what a person holds to their teams'
    queues; `hand_over` moves at most so many things of one team to another. Both return how many they moved.
    """

    words: str
    of_person: Callable[[Any, int], tuple[int, list[Held]]]
    of_team: Callable[[Any, int], tuple[int, list[Held]]]
    hand_back: Callable[[Any, int], int]
    hand_over: Callable[[Any, int, int, int], int]


@dataclass(frozen=True)
class Named:
    """What a subject of the log is called, and where it is shown; no address where this person may not go."""

    words: str
    url: str = ""


@dataclass(frozen=True)
class NoticeKind:
    """Something people may want to be told: how it reads where they choose, how it reads when it happens, and by which
    ways they hear of it unless they say otherwise. `roles` are those it is offered to; empty means everybody.
    """

    key: str
    group: str
    words: str
    says: Callable[[dict[str, Any]], str]  # (event data with `names` and `who` resolved) -> words
    in_app: bool = True
    by_mail: bool = False
    roles: frozenset[str] = frozenset()
    leads: str = ""  # where to instead of the subject's own page, as /approvals/{ref}/


@dataclass(frozen=True)
class SearchHit:
    title: str
    url: str
    kind: str
    icon: str = "search"


class SearchSource(Protocol):
    def __call__(self, user: Any, words: str) -> Iterable[SearchHit]: ...


@dataclass
class Registry(Generic[T]):
    """What apps registered for one extension point, in order of registration."""

    items: list[T] = field(default_factory=list)

    def register(self, item: T) -> T:
        self.items.append(item)
        return item


panels: Registry[Panel] = Registry()
# looks at a file and says what is wrong with it, "" for nothing; with one registered, files are held until judged
scanners: Registry[Callable[[Path], str]] = Registry()
actions: Registry[Action] = Registry()
guide_steps: Registry[Step] = Registry()
holdings: Registry[Holding] = Registry()
# subject type -> (user, ids) -> what they are called: refs and names, never a title
ticket_ids: Registry[Callable[[str], int | None]] = Registry()  # INC-1042 -> the id of its row
subjects: dict[str, Callable[[Any, set[int]], dict[int, Named]]] = {}
search_sources: Registry[SearchSource] = Registry()
# (user, ticket refs) -> those whose mails somebody who looks after the outbox may read
mail_readers: Registry[Callable[[Any, set[str]], set[str]]] = Registry()
# service id -> the address of a mailbox that takes answers about it; empty where there is none
mail_boxes: Registry[Callable[[int | None], str]] = Registry()
# (ticket ref, address) -> message ids of the mails that came in about it from there, oldest first
mail_threads: Registry[Callable[[str, str], list[str]]] = Registry()
# key -> what people may be told of; who is told stands with the app's subscribers (svs.notices.told)
notice_kinds: dict[str, NoticeKind] = {}
# subject type -> (user, ids) -> what they say in a line, for those this person sees
titles: dict[str, Callable[[Any, set[int]], dict[int, str]]] = {}
# event name -> sentence for a timeline: (event data with names resolved) -> words
sentences: dict[str, Callable[[dict[str, Any]], str]] = {}


def sentence(name: str, words: Callable[[dict[str, Any]], str] | str) -> None:
    """Say how an event reads in a timeline; a plain string may name data values in braces. Said once: two would speak of different data."""
    if name in sentences:
        raise ValueError(f"{name} reads in a timeline already")
    sentences[name] = words if callable(words) else partial(_fill, words)


def notice_kind(
    key: str, words: Callable[[dict[str, Any]], str] | str, *, choice: str, group: str = "Tickets", in_app: bool = True,
    by_mail: bool = False, roles: Iterable[str] = (), leads: str = "",
) -> None:  # fmt: skip
    """Declare a kind of notice; a plain string may name data values in braces, as {who} did it."""
    says = words if callable(words) else partial(_fill, words)
    notice_kinds[key] = NoticeKind(
        key, group, choice, says, in_app, by_mail, frozenset(roles), leads
    )


def _fill(text: str, data: dict[str, Any]) -> str:
    # Not str.format: values come from people, and a template must never be evaluated twice.
    for key, value in data.items():
        text = text.replace("{" + key + "}", str(value))
    return text


def panels_for(place: str, user: Any, record: Any) -> list[tuple[str, dict[str, Any]]]:
    """Every registered panel of a place that has something to show to this person."""
    found = (
        panel.render(user, record)
        for panel in sorted(panels.items, key=lambda p: p.order)
        if panel.place == place
    )
    return [shown for shown in found if shown is not None]


def actions_for(place: str, user: Any, record: Any) -> list[dict[str, str]]:
    """Every registered action of a place that is open to this person."""
    offered = []
    for action in sorted((a for a in actions.items if a.place == place), key=lambda a: a.order):
        url = action.url(user, record)
        if url:
            offered.append(
                {"label": action.label, "icon": action.icon, "url": url, "help": action.help}
            )
    return offered


@dataclass(frozen=True)
class LetterFile:
    """A file that came with a mail."""

    name: str
    media_type: str
    data: bytes
    cid: str = ""


@dataclass(frozen=True)
class Letter:
    """A mail that was judged, as plain values: who it is from, and what it is to become.

    `trust` is pass, none or fail: with fail it is nobody's. `is_quiet`: it turns nothing and is read by the desk alone.
    `answers` tells whether the mail of ours that it answers was public or internal; empty where that is not known.
    """

    mail_id: int
    sender: str
    sender_name: str
    subject: str
    text: str
    fresh: str  # without what it answers and its signature
    trust: str
    may_answer: bool
    is_quiet: bool
    answers: str
    kind: str
    service_id: int | None
    team_id: int | None
    files: tuple[LetterFile, ...] = ()


@dataclass(frozen=True)
class Taken:
    """What a mail became: a ticket, or a message on one."""

    ref: str
    ticket_id: int
    message_id: int | None = None


@dataclass(frozen=True)
class MailTaker:
    """Who makes tickets of mail. `kinds` are (key, words) of what may be logged; `about(ref, address)` tells whether there is
    such a ticket, whether this address takes part in it, and its id; `may_add(user, ref)` whether a person may put a mail there.

    `log` and `add` raise RuleViolation; with `by` a person of ours lets the mail in.
    """

    kinds: Callable[[], list[tuple[str, str]]]
    about: Callable[[str, str], tuple[bool, bool, int]]
    may_add: Callable[[Any, str], bool]
    log: Callable[..., Taken]
    add: Callable[..., Taken]


mail_takers: Registry[MailTaker] = Registry()
