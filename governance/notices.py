"""How the events of governance read in a timeline, and what its people may be told."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from svs.extensions import notice_kind, sentence

VOTED = {"approve": "approved", "reject": "voted against", "abstain": "abstained on", "recuse": "recused themselves from"}  # fmt: skip
sentence("decision.recorded", "decided: {ref}")
sentence("decision.reviewed", "looked at {ref} again")
sentence("policy.adopted", "set the policy {key}")
sentence("policy.proposed", "proposed another value of the policy {key}")
sentence("policy.taken_back", "took back what was proposed for the policy {key}")
sentence("policy.withdrawn", "withdrew a change of the policy {key}")
sentence("approval.asked", "asked for a decision on version {version}")
sentence("approval.step_opened", "asked those who decide next")
sentence(
    "approval.voted",
    lambda data: f"{VOTED.get(data.get('choice', ''), 'voted on')} version {data.get('version')}",
)
sentence("approval.voided", "voided what was voted on version {was}")
sentence("approval.reminded", "reminded those who have not voted")
sentence(
    "approval.escalated", lambda data: f"gave the word to the {data.get('rung')}: the time was up"
)
sentence("approval.decided", lambda data: f"{data.get('answer')} version {data.get('version')}")
sentence("approval.expired", "closed it: nobody decided in time")
sentence("approval.withdrawn", "took the question back")
sentence("principles.opened", "began a principle check")
sentence("principles.answered", "answered the principle check of version {version}")
sentence("principles.copied", "copied the principle check of version {from}, to be looked at again")

notice_kind(
    "approval.asked", "{who} asks for your vote", choice="Somebody asks for my vote", group="Votes"
)
notice_kind(
    "approval.reminded",
    "your vote is still missing",
    choice="My vote is still missing",
    group="Votes",
)
notice_kind("approval.voided", "your vote on version {was} is void: it was edited", choice="A vote of mine is void", group="Votes", by_mail=True)  # fmt: skip
notice_kind("approval.withdrawn", "it needs your vote no more", choice="My vote is not needed any more", group="Votes")  # fmt: skip
notice_kind(
    "approval.decided",
    lambda data: {"approved": "it was approved", "refused": "it was refused"}.get(data.get("answer", ""), "nobody decided in time"),
    choice="What I asked for, or work of mine, was decided", group="Votes", by_mail=True,
)  # fmt: skip


def _at(words: str) -> Any:
    """A sentence that names the moment of a meeting."""

    def said(data: dict[str, Any]) -> str:
        at = data.get("at")
        when = f"{timezone.localtime(datetime.fromisoformat(at)):%a %-d %b %H:%M}" if at else ""
        return words.replace("{at}", when).replace("{ref}", str(data.get("ref", ""))).strip()

    return said


sentence("review.planned", "planned the meeting {ref}")
sentence("review.moved", _at("moved the meeting {ref} to {at}"))
sentence("review.cancelled", "cancelled the meeting {ref}")
sentence("review.holder_named", "named who holds {ref}")
sentence("review.announced", _at("told the members of {ref} on {at}"))
sentence("review.joined", "is there in {ref}")
sentence("review.left", "went from {ref}")
sentence("review.held", "closed the meeting {ref}: {decided} decided, {carried} carried over, {dropped} dropped")  # fmt: skip
sentence("agenda.added", "put a topic on the agenda of {ref}")
sentence("agenda.removed", "took a topic off the agenda of {ref}")
sentence("agenda.filter_set", "said what its agenda is filled with")
sentence("agenda.settled", "said what comes of an item of {ref}: {outcome}")

BOARDS = "Boards"
notice_kind("review.ready", _at("The agenda is ready: the board meets {at}"), choice="The agenda of my board is ready", group=BOARDS, by_mail=True)  # fmt: skip
notice_kind("review.moved", lambda data: _at("The board meets at another time: {at}")(data) if data.get("at") else "The meeting does not take place", choice="A meeting of my board is moved or cancelled", group=BOARDS, by_mail=True)  # fmt: skip
notice_kind("review.minutes", "The minutes are out: {decided} decided, {carried} carried over", choice="The minutes of my board are out", group=BOARDS)  # fmt: skip
notice_kind("review.yours", "{who} asks you to hold the meeting", choice="I am to hold a meeting", group=BOARDS, by_mail=True)  # fmt: skip
sentence("board.made", "made the board")
sentence("board.changed", "changed the board")
sentence("board.closed", "closed the board")
sentence("board.reopened", "opened the board again")
sentence("board.joined", "gave somebody a seat on the board")
sentence("board.chaired", "made somebody its chair")
sentence("board.left", "took somebody off the board")
sentence("delegation.given", "let somebody stand in")
sentence("delegation.ended", "votes again in person")
sentence("right.drafted", "wrote a draft of {ref}")
sentence("right.edited", "edited the draft of {ref}")
sentence("right.discarded", "discarded the draft of {ref}")
sentence("right.proposed", "put {ref} before those who decide")
sentence("right.taken_back", "took {ref} back")
sentence("right.adopted", "adopted {ref}, version {version}")
sentence("right.refused", "did not adopt {ref}")


def _day(words: str) -> Callable[[dict[str, Any]], str]:
    """A sentence that names a day."""

    def said(data: dict[str, Any]) -> str:
        until = data.get("until")
        if not until:
            return words
        day = date.fromisoformat(str(until))
        return f"{words} until {day.day} {day:%b %Y}"

    return said


sentence("decision.review_due", "reminded of {ref}: its day to look again has come")
sentence("policy_page.drafted", "drafted it")
sentence("policy_page.edited", "wrote version {number}")
sentence("policy_page.proposed", "proposed version {number}")
sentence("policy_page.withdrawn", "took the proposal back")
sentence("policy_page.adopted", "adopted version {number}")
sentence("policy_page.refused", "refused version {number}")
sentence("policy_page.expired", "closed the proposal: nobody decided in time")
sentence("policy_page.retired", "retired it")
sentence("policy_page.review_due", "reminded of its day to look again")
sentence("risk.raised", "raised {ref}")
sentence("risk.edited", "changed it")
sentence("risk.voided", "voided its acceptance: it is another risk now")
sentence("risk.acceptance_asked", _day("asked to accept it"))
sentence("risk.withdrawn", "took the question back")
sentence("risk.accepted", _day("accepted it"))
sentence("risk.refused", "did not accept it")
sentence("risk.lapsed", "closed the question: nobody decided in time")
sentence("risk.ends_soon", "reminded that its acceptance ends soon")
sentence("risk.expired", "ended its acceptance: its day is over")
sentence("risk.closed", "closed it")
sentence("escalation.opened", "escalated {subject}: {ref}")
sentence("escalation.raised", "took {ref} a rung up: nobody decided in time")
sentence("escalation.overdue", "noted that the last rung of {ref} let its time pass")
sentence("escalation.decided", "decided {ref}")
sentence("escalation.overtaken", "closed {ref}: it is settled")

_GOVERN = ("service_owner", "process_owner", "practice_lead", "board_member", "chair", "sponsor", "administrator")  # fmt: skip
notice_kind("register.yours", "It is escalated, and yours to decide", choice="Something is escalated to me", group="Governance", by_mail=True)  # fmt: skip
notice_kind("register.decided", "An escalation you were part of is over", choice="An escalation I was part of is over", group="Governance")  # fmt: skip
notice_kind("register.due", "Its day to look at it again has come", choice="A decision, policy or risk of mine is to be looked at again", group="Governance", by_mail=True, roles=_GOVERN)  # fmt: skip
notice_kind("register.expired", "Nobody accepts this risk any more", choice="The acceptance of a risk I own or accepted ends", group="Governance", by_mail=True)  # fmt: skip
notice_kind("register.answered", "Those who decide have answered", choice="Those who decide answer on a policy or risk of mine", group="Governance", roles=_GOVERN)  # fmt: skip
