"""The approvals of the changes of the past, and a right that asks more people than it is worth."""

from __future__ import annotations

import random
from datetime import timedelta

from django.utils import timezone

from governance.bulk import approvals as bulk
from governance.models import Approval, DecisionRight
from governance.operations import rights as operations
from governance.operations.voting import cast_vote
from governance.rules.rights import StepPlan
from practices.change.queries import past as changes
from svs.accounts.models import User
from svs.demo.people import address
from svs.events.actor import person
from svs.gates import LOW, Case

LONG_AGO = timedelta(days=300)
NAME = "Low risk on a tier 3 or 4 service"
WHY = "Written after the telephones were out for a day in spring: the owner looks at every change of them."
REASONS = ("keep_it_simple", "progress_iteratively", "keep_it_simple", "start_where_you_are")
CONDITIONS = ("Only while somebody of the site stands by.", "Only if the desk is told an hour before.", "Only after the wave of the morning.")  # fmt: skip


def prepare() -> None:
    """The board adopted it long ago: a peer and the owner for what is low already."""
    maya = User.objects.get(email=address("Maya Okafor"))
    draft = operations.draft_right(
        actor=person(maya), subject="change", name=NAME, why=WHY, position=45,
        fits={"variety": ["normal"], "risk": [LOW], "tier": [3, 4]},
        steps=[StepPlan("peer", hours=24, escalate=("lead",)).as_data(), StepPlan("owner", hours=48, escalate=("sponsor",)).as_data()],
    )  # fmt: skip
    operations.propose_right(draft=draft, actor=person(maya))
    approval = Approval.objects.get(kind="right", subject_id=draft.pk)
    while approval.state == Approval.State.OPEN:
        step = approval.steps.get(state="OPEN")
        seat = step.seats.filter(barred="", vote__isnull=True).select_related("user").order_by("id")[0]  # fmt: skip
        approval = cast_vote(approval=approval, actor=person(seat.user), user=seat.user, choice="approve", version=approval.version)  # fmt: skip
    then = timezone.now() - LONG_AGO
    DecisionRight.objects.filter(pk=draft.pk).update(since=then, written_at=then - timedelta(days=3))  # fmt: skip
    Approval.objects.filter(pk=approval.pk).update(asked_at=then - timedelta(days=2), decided_at=then)  # fmt: skip


def load(*, seed: int) -> None:
    """What the table said of each change then; one in six of the risky ones passed on a condition."""
    chance = random.Random(f"approvals {seed}")  # noqa: S311 -- a made-up past is no secret
    known = set(Approval.objects.filter(kind="change").values_list("subject_id", flat=True))
    told = [_past(one, chance) for one in changes.decided_before(timezone.now()) if one.ticket_id not in known]  # fmt: skip
    bulk.write_past(told, told_by="Demo history")


def _past(one: changes.Decided, chance: random.Random) -> bulk.Past:
    words, principle = one.words, ""
    if not one.passed:
        principle = chance.choice(REASONS)
    elif one.risk > LOW and chance.random() < 1 / 6:
        words = chance.choice(CONDITIONS)
    case = Case(
        kind="change", subject_type="ticket", subject_id=one.ticket_id, ref=one.ref, title=one.title, url=one.url, version=one.version,
        parties=one.parties, service_id=one.service_id, risk=one.risk, tier=one.tier, practice="change", variety=one.type,
        team_id=one.team_id,
    )  # fmt: skip
    return bulk.Past(
        case, one.asked_at, one.decided_at, one.passed, words, principle, one.author_id
    )
