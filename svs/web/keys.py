"""Every key of the desk, in one table: the dialog behind "?" and the page for agents are built from it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Key:
    """A key or a few, as they are printed on a keyboard, and what they do."""

    keys: tuple[str, ...]
    words: str


LIST = (
    Key(("J", "K"), "next and previous ticket"),
    Key(("↵", "O"), "open it"),
    Key(("P",), "preview beside the list"),
    Key(("X",), "select it; with Shift all from the last one on"),
    Key(("*",), "select the page"),
    Key(("Esc",), "close what is open, then clear the selection"),
)
DO = (
    Key(("I",), "give it to me"),
    Key(("A",), "assign it to somebody"),
    Key(("M",), "move it to a team"),
    Key(("H",), "wait for somebody"),
    Key(("C",), "go on"),
    Key(("!",), "set the priority"),
    Key(("T",), "tag it"),
    Key(("L",), "link it to another"),
    Key(("E",), "resolve or fulfil it"),
    Key(("U", "Z"), "undo, within a minute"),
)
TALK = (
    Key(("R",), "reply"),
    Key(("Shift R", "N"), "internal note; on a list N logs a new ticket"),
    Key(("Ctrl ↵",), "send what is being written"),
)
TICKET = (
    Key(("]", "J"), "next ticket of the list"),
    Key(("[", "K"), "previous ticket of the list"),
    Key(("Backspace",), "back to the list"),
)
BOARD = (
    Key(("A",), "approve it"),
    Key(("R",), "reject it"),
    Key(("B",), "abstain"),
)
ANYWHERE = (
    Key(("/", "Ctrl K"), "search, or jump to a page, a ticket, a service"),
    Key(("?",), "all keys"),
    Key(("G",), "then a letter: go to"),
)
TABLE = (
    ("On a list", LIST),
    ("On what is selected, or on the ticket in focus", DO),
    ("Talk", TALK),
    ("On a ticket", TICKET),
    ("On the agenda of a board", BOARD),
    ("Anywhere", ANYWHERE),
)
