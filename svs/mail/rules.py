"""What becomes of a mail. Plain functions over what it says of itself and what the house knows about it."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

PASS, NONE, FAIL = "pass", "none", "fail"
LOOP, CHATTY = (
    5,
    20,
)  # mails of one address on one subject in an hour: by itself, and with our token
Action = Literal["new", "follow_up", "note", "quarantine", "drop"]

WORDS = {
    "new": "A new ticket.",
    "follow_up": "An answer on a ticket.",
    "repeat": "Sent again within the hour: it stands on the ticket of the first one.",
    "unverified": "Nothing proves that it is from this sender, so it is nobody's ticket.",
    "own": "We wrote it ourselves.",
    "duplicate": "It was taken before.",
    "bounce": "A mail of ours came back.",
    "report": "A report about a mail of ours.",
    "invitation_answer": "An answer to an invitation.",
    "invitation": "An invitation to a meeting: nobody asks for help.",
    "changed_copy": "A mail with this id was taken before, with other words.",
    "no_sender": "It does not say who sent it.",
    "foreign_token": "It answers a ticket, but brings no key that was given to this sender.",
    "no_participant": "It answers a ticket that its sender has no part in.",
    "unknown_ticket": "It answers a ticket that is not there.",
    "unverified_reply": "It answers a ticket, but nothing proves that it is from this sender.",
    "newsletter": "A newsletter or mailing list from somebody we do not know.",
    "loop": "Too many mails of this sender about the same, as from two machines that answer each other.",
    "flood": "Too many mails of a sender whom nothing proves.",
    "unreadable": "It cannot be read: its parts do not fit together.",
    "too_big": "It is larger than we take; its beginning is kept here, the whole in the mailbox.",
    "poison": "Whoever took it up failed three times.",
    "refused": "No ticket could be made of it.",
}


@dataclass(frozen=True)
class Traits:
    """What a mail says of itself."""

    sender: str
    froms: int = 1
    is_own: bool = False
    report: str = ""  # delivery, receipt
    invitation: str = ""  # request, reply, cancel ...
    is_automatic: bool = False  # a machine wrote it
    is_answer_of_machine: bool = False  # and it is an answer: out of office
    no_answer: bool = False  # whoever wrote it asks for none
    is_newsletter: bool = False
    trust: str = NONE


@dataclass(frozen=True)
class Known:
    """What the house knows about it."""

    threads: tuple[tuple[str, bool, bool, bool], ...] = ()  # ref, there is such a ticket, given to this sender, takes part  # fmt: skip
    is_person: bool = False
    reply_to_person: bool = False  # asks to answer somebody else, whom we know
    copy: str = ""  # same, changed: a mail of this id was taken before
    same: int = 0  # mails of this address on this subject in the last hour
    same_ref: str = ""  # the ticket the first of them became
    unproven: int = 0  # mails of this address in the last hour that nothing proved
    most_unproven: int = 10


@dataclass(frozen=True)
class Verdict:
    action: Action
    code: str
    ref: str = ""
    trust: str = NONE
    may_answer: bool = False
    is_quiet: bool = False  # a follow-up that turns nothing: an internal note


def judge(traits: Traits, known: Known) -> Verdict:
    """What becomes of a mail: the first rule that fits."""
    return _before_sender(traits, known) or _by_sender(traits, known)


def _before_sender(traits: Traits, known: Known) -> Verdict | None:
    if traits.is_own:
        return Verdict("drop", "own")
    if traits.report:
        return Verdict("note", "bounce" if traits.report == "delivery" else "report")
    if known.copy == "same":
        return Verdict("drop", "duplicate")
    if known.copy == "changed":
        return Verdict("quarantine", "changed_copy")
    if traits.invitation in ("reply", "counter", "declinecounter"):
        return Verdict("note", "invitation_answer")
    return None


def _by_sender(traits: Traits, known: Known) -> Verdict:
    tricked = traits.froms > 1 or known.reply_to_person
    trust = FAIL if tricked else traits.trust
    if not traits.sender:
        return Verdict("quarantine", "no_sender", trust=FAIL)
    if known.threads:
        return _answer(traits, known, trust)
    if known.same >= LOOP:
        return Verdict("quarantine", "loop", trust=trust)
    if trust != PASS and known.unproven >= known.most_unproven:
        return Verdict("quarantine", "flood", trust=trust)
    if asks_nothing := _asks_nothing(traits, known):
        return Verdict("quarantine", asks_nothing, trust=trust)
    if known.same_ref and trust != FAIL:
        return Verdict("follow_up", "repeat", known.same_ref, trust, is_quiet=trust != PASS or traits.is_automatic)  # fmt: skip
    if trust == FAIL:
        return Verdict("new", "unverified", trust=trust)
    return Verdict("new", "new", trust=trust, may_answer=not (traits.is_automatic or traits.no_answer))  # fmt: skip


def _asks_nothing(traits: Traits, known: Known) -> str:
    """Why nobody asks for help with it; empty when somebody may."""
    if traits.invitation:
        return "invitation"
    return "newsletter" if traits.is_newsletter and not known.is_person else ""


def _answer(traits: Traits, known: Known, trust: str) -> Verdict:
    """Back into its conversation by a key of its own, or by being proven to take part; never by a guess."""
    there = [thread for thread in known.threads if thread[1]]
    if not there:
        return Verdict("quarantine", "unknown_ticket", trust=trust)
    if trust == FAIL:
        return Verdict("quarantine", "unverified_reply", there[0][0], trust)
    for ref, _, is_theirs, takes_part in there:
        if takes_part and (is_theirs or trust == PASS):
            if known.same >= CHATTY:
                return Verdict("quarantine", "loop", ref, trust)
            quiet = traits.is_answer_of_machine
            return Verdict("follow_up", "follow_up", ref, trust, not (quiet or traits.is_automatic or traits.no_answer), quiet)  # fmt: skip
    ref, _, is_theirs, _ = there[0]
    return Verdict("quarantine", "no_participant" if is_theirs else "foreign_token", ref, trust)


_RESULT = re.compile(r"\b(dmarc|spf|dkim)\s*=\s*([a-z]+)([^;]*)", re.IGNORECASE)
_OF = re.compile(
    r"(?:header\.(?:d|from|i)|smtp\.mailfrom)\s*=\s*\"?(?:[^\s@;\"]*@)?([a-z0-9.-]+)", re.IGNORECASE
)


def trust_of(headers: Iterable[str], authserv: Iterable[str], sender: str) -> str:
    """What our own mail server said about who sent it: pass, fail, or none when it said nothing that decides.

    Only what carries one of the `authserv` names counts. The topmost is the last server's; what stands further down may
    make it worse and never better, for a sender can write such a line too.
    """
    known = {name.strip().lower() for name in authserv if name.strip()}
    said = [header for header in headers if _server(header) in known]
    verdicts = [_verdict(header[:4000], sender.rpartition("@")[2].lower()) for header in said]
    if FAIL in verdicts:
        return FAIL
    return verdicts[0] if verdicts else NONE


def _server(header: str) -> str:
    words = header.partition(";")[0].split()
    return words[0].lower() if words else ""


def _verdict(header: str, domain: str) -> str:
    found = [(method.lower(), result.lower(), rest) for method, result, rest in _RESULT.findall(header.partition(";")[2])]  # fmt: skip
    dmarc = [result for method, result, _ in found if method == "dmarc"]
    if "fail" in dmarc:
        return FAIL
    if "pass" in dmarc:
        return PASS
    others = [(result, rest) for method, result, rest in found if method != "dmarc"]
    if any(result == "pass" and _aligned(rest, domain) for result, rest in others):
        return PASS
    return FAIL if any(result in ("fail", "softfail", "hardfail") for result, _ in others) else NONE


def _aligned(rest: str, domain: str) -> bool:
    of = [name.lower().rstrip(".") for name in _OF.findall(rest)]
    return any(
        name == domain or domain.endswith(f".{name}") or name.endswith(f".{domain}") for name in of
    )


_PREFIX = re.compile(r"^\s*(?:(?:re|aw|antw|sv|vs|fw|fwd|wg|tr|rv|out of office|automatic reply|abwesend)\s*(?:\[\d+\])?\s*:\s*|\[[^\]]{0,60}\]\s*)", re.IGNORECASE)  # fmt: skip


def topic_of(subject: str) -> str:
    """What a subject is about, whatever was put before it or counted in it; hashed, for it is only compared."""
    left = subject[:300]
    while (cut := _PREFIX.sub("", left)) != left:
        left = cut
    words = re.sub(r"\b[a-z]{2,5}-\d+\b|\d+", "", left.casefold())
    return hashlib.sha256(" ".join(words.split()).encode()).hexdigest()
