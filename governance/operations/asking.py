"""A case is put before those who decide it, asked again in a newer version, or taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from governance.models import Approval, Step, Vote
from governance.operations import entry, principles, rounds
from governance.queries.chain import chain_for, plans_of
from governance.queries.rights import right_for, tier_of
from svs import gates

if TYPE_CHECKING:
    from governance.models import DecisionRight
    from svs.events.actor import Actor

CARRIED = ("subject_ref", "title", "url", "service_id", "risk", "tier", "variety", "version")
ANSWERS: dict[str, str] = {str(state): answer for state, answer in rounds.ANSWERS.items()}
ANSWERS[Approval.State.OPEN] = gates.ASKED


class Judge:
    """Governance as the rooms below know it: see `svs.gates`."""

    @transaction.atomic
    def ask(self, case: gates.Case, actor: Actor) -> str:
        """Draw the whole chain for a case and ask the first step. Where nobody has to say yes it is approved at once.

        Asked again with a newer version: what was voted on the older one is void, and the right is looked up anew. Asked
        again with the same version nothing happens. Raises RuleViolation("principles_missing").
        Emits approval.asked, approval.voided, approval.decided.
        """
        standing = _open(case.kind, case.subject_id)
        if standing is not None and standing.version == case.version:
            return gates.ASKED
        right = right_for(case)
        principles.require(case, right, actor)
        approval = _asked_again(standing, case, right, actor) if standing else _first(case, right, actor)  # fmt: skip
        chain = chain_for(case, right)
        rounds.draw_round(approval, chain)
        rounds.tell("asked", approval, actor, right=right.pk if right else None, steps=len(chain))
        rounds.open_next(approval, actor)
        return gates.APPROVED if approval.state == Approval.State.APPROVED else gates.ASKED

    @transaction.atomic
    def withdraw(self, kind: str, subject_id: int, actor: Actor) -> None:
        """Nobody needs to decide any more. Emits approval.withdrawn."""
        approval = _open(kind, subject_id)
        if approval is None:
            return
        who = _still_asked(approval)
        approval.steps.filter(round=approval.round, state__in=(Step.State.WAITING, Step.State.OPEN)).update(state=Step.State.VOID)  # fmt: skip
        approval.state, approval.decided_at, approval.due_at = Approval.State.WITHDRAWN, timezone.now(), None  # fmt: skip
        approval.save(update_fields=["state", "decided_at", "due_at"])
        entry.shut_out(approval)
        entry.reads_on(approval)
        rounds.tell("withdrawn", approval, actor, who=who)

    def has_passed(self, case: gates.Case) -> bool:
        """Was this very version approved, or does it need nobody? The last answer about a version counts."""
        return self.standing(case).has_passed

    def standing(self, case: gates.Case) -> gates.Standing:
        """What became of the newest question, and of which version it was asked. Three statements at most."""
        rows = Approval.objects.filter(kind=case.kind, subject_id=case.subject_id)
        newest = rows.order_by("-asked_at", "-id").first()
        is_this = newest is not None and newest.version == case.version
        state = ANSWERS.get(newest.state, "") if newest and is_this else ""
        return gates.Standing(
            is_free=not state and not plans_of(right_for(case)), state=state, asked_version=newest.version if newest else None,
            is_open=newest is not None and newest.state == Approval.State.OPEN, words=newest.words if newest and is_this else "",
            at=newest.decided_at if newest and is_this else None,
        )  # fmt: skip


def _open(kind: str, subject_id: int) -> Approval | None:
    rows = Approval.objects.select_for_update(of=("self",))
    return rows.filter(kind=kind, subject_id=subject_id, state=Approval.State.OPEN).first()


def _first(case: gates.Case, right: DecisionRight | None, actor: Actor) -> Approval:
    approval = Approval(
        kind=case.kind, subject_type=case.subject_type, subject_id=case.subject_id, asked_by_id=actor.user_id, asked_at=timezone.now(),
    )  # fmt: skip
    _write(approval, case, right)
    approval.save(force_insert=True)
    approval.refresh_from_db(fields=["ref"])
    _void_the_approved(approval, actor)
    return approval


def _write(approval: Approval, case: gates.Case, right: DecisionRight | None) -> None:
    """What it says now; whose own work it was in any version before stays so."""
    for name, said in (("subject_ref", case.ref), *((name, getattr(case, name)) for name in CARRIED[1:])):  # fmt: skip
        setattr(approval, name, said)
    approval.right, approval.maturity = right, tier_of(case).maturity
    approval.flags, approval.facts = sorted(case.flags), [list(fact) for fact in case.facts]
    approval.parties = sorted({*approval.parties, *case.parties})


def _asked_again(approval: Approval, case: gates.Case, right: DecisionRight | None, actor: Actor) -> Approval:  # fmt: skip
    """The round before is void, and those who had voted in it hear so."""
    before, who = approval.version, _voters(approval)
    approval.steps.filter(round=approval.round).update(state=Step.State.VOID)
    entry.shut_out(approval)
    entry.reads_on(approval)
    _write(approval, case, right)
    approval.round += 1
    approval.voided_votes += len(who)
    approval.save()
    rounds.tell("voided", approval, actor, was=before, votes=len(who), who=who)
    return approval


def _void_the_approved(approval: Approval, actor: Actor) -> None:
    """What an older version was approved with says nothing about this one: those who voted then hear so as well."""
    rows = Approval.objects.filter(kind=approval.kind, subject_id=approval.subject_id, version__lt=approval.version)  # fmt: skip
    before = rows.order_by("-asked_at", "-id").first()
    if before is None or before.state != Approval.State.APPROVED:
        return
    who = _voters(before)
    if who:
        approval.voided_votes = len(who)
        approval.save(update_fields=["voided_votes"])
        rounds.tell("voided", approval, actor, was=before.version, votes=len(who), who=who)


def _voters(approval: Approval) -> list[int]:
    votes = Vote.objects.filter(seat__step__approval=approval, seat__step__round=approval.round)
    return sorted(set(votes.values_list("cast_by_id", flat=True)))


def _still_asked(approval: Approval) -> list[int]:
    step = rounds.open_step(approval)
    if step is None:
        return []
    waiting = step.seats.filter(barred="", vote__isnull=True)
    return list(waiting.order_by("user_id").values_list("user_id", flat=True))
