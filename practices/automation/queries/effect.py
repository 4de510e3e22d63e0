"""What came of a rule: the cases it speaks of, before it was enabled and since."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from practices.automation import access, rules
from practices.automation.models import Rule
from practices.automation.queries.facts import definition_of, facts_at
from practices.automation.rules.shift import ENOUGH, Shift, shift_of
from practices.desk import queries as desk
from svs.events.models import DomainEvent

if TYPE_CHECKING:
    from svs.accounts.models import User

WINDOW = timedelta(days=56)  # before and after, at most
FOLLOW = timedelta(
    days=7
)  # every case is followed so long, so that young ones compare with old ones
MOST = 3000  # occasions looked at on each side
BATCH = 500
MEASURES = ("lead", "wait", "right_team", "handoffs")
JUDGED_BY = ("lead", "wait")


@dataclass(frozen=True)
class Helped:
    """A rule that helped, and by how much."""

    rule: Rule
    since: datetime
    measure: str
    shift: Shift
    saved: float  # seconds of all cases since, at the cautious end of the interval


def effect_of(rule: Rule, now: datetime | None = None) -> dict[str, Any]:
    """Lead time, waiting, time to the right team and handoffs of the same kind of cases before and after.

    The cases of both sides are found alike: by the evaluator, on the rule's own occasion, whether it acted or not.
    Empty where it was never enabled, or time sets it off (then there is no occasion to compare).
    """
    now = now or timezone.now()
    began = enabled_since(rule)
    if began is None or rule.trigger not in rules.TRIGGERS:
        return {}
    end = _stopped_at(rule, began) or now
    sides = [_cases(rule, began - WINDOW, began, newest=True), _cases(rule, began, min(end, began + WINDOW), newest=False)]  # fmt: skip
    before, after = ([c for c in desk.courses_of(ids, FOLLOW) if c.logged_at <= now - FOLLOW] for ids in sides)  # fmt: skip
    found: dict[str, Any] = {"since": began.isoformat(), "until": end.isoformat(), "before": len(before), "after": len(after)}  # fmt: skip
    for measure in MEASURES:
        shift = shift_of([getattr(c, measure) for c in before], [getattr(c, measure) for c in after])  # fmt: skip
        found[measure] = asdict(shift) if shift else None
    if min(len(before), len(after)) >= ENOUGH:
        found["mean_handoffs"] = [round(sum(c.handoffs for c in side) / len(side), 3) for side in (before, after)]  # fmt: skip
    return found


def enabled_since(rule: Rule) -> datetime | None:
    """When this version was first enabled, as the log tells; else when the rule first was."""
    events = DomainEvent.objects.filter(
        subject_type="rule", subject_id=rule.pk, name="rule.enabled"
    )
    told = list(events.order_by("occurred_at", "id").values_list("occurred_at", "data__version"))
    mine = [at for at, version in told if version == rule.version] or [at for at, _ in told]
    return mine[0] if mine else None


def _stopped_at(rule: Rule, began: datetime) -> datetime | None:
    if rule.state == Rule.State.ENABLED:
        return None
    events = DomainEvent.objects.filter(
        subject_type="rule", subject_id=rule.pk, name__in=("rule.disabled", "rule.changed"), occurred_at__gt=began
    )  # fmt: skip
    return events.order_by("-occurred_at").values_list("occurred_at", flat=True).first()


def _cases(rule: Rule, since: datetime, until: datetime, *, newest: bool) -> list[int]:
    """The tickets on which the rule would have acted on an occasion of that time."""
    events = DomainEvent.objects.filter(name=rule.trigger, occurred_at__gte=since, occurred_at__lt=until)  # fmt: skip
    for condition in rule.conditions:
        if condition["field"] == "service" and condition["operator"] == "is":
            value = condition["value"]
            events = events.filter(service_id__in=value if isinstance(value, list) else [value])
    asked = list(events.order_by("-occurred_at" if newest else "occurred_at", "id")[:MOST])
    definition, found = definition_of(rule), []
    for start in range(0, len(asked), BATCH):
        batch = asked[start : start + BATCH]
        for event, facts, _ in facts_at(batch):
            if rules.evaluate(definition, facts).steps:
                found.append(event.subject_id)
    return list(dict.fromkeys(found))


def rules_that_helped(user: User, limit: int = 3) -> list[Helped]:
    """The rules after which the same cases took less time, surely, those that saved most first.

    Sure is: the whole 95 % interval of the shift (Hodges-Lehmann) lies below zero. Ranked by the cautious end of that
    interval times the cases since. What was counted in the night is read; a rule that never was is counted now.
    """
    found = []
    for rule in (
        access.visible_to(user).filter(trigger__in=rules.TRIGGERS).order_by("position", "id")
    ):
        effect = rule.effect if rule.effect_at else effect_of(rule)
        if (helped := _helped(rule, effect)) is not None:
            found.append(helped)
    return sorted(found, key=lambda one: (-one.saved, one.rule.pk))[:limit]


def _helped(rule: Rule, effect: dict[str, Any]) -> Helped | None:
    for measure in JUDGED_BY:
        if effect.get(measure):
            shift = Shift(**effect[measure])
            if shift.is_less:
                saved = -shift.high * shift.n_after
                return Helped(rule, datetime.fromisoformat(effect["since"]), measure, shift, saved)
    return None


def to_measure(limit: int) -> list[Rule]:
    """Rules whose effect was not counted today, those never counted first."""
    stale = timezone.now() - timedelta(hours=20)
    rows = Rule.objects.filter(trigger__in=rules.TRIGGERS, enabled_at__isnull=False).exclude(effect_at__gt=stale)  # fmt: skip
    return list(rows.order_by("effect_at", "id")[:limit])
