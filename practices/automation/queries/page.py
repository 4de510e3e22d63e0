"""One rule as its page shows it: the sentence, the dry run beside what people did, clashes, guards, health, effect."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q

from practices.automation import rules
from practices.automation.models import Rule
from practices.automation.queries.effect import effect_of
from practices.automation.queries.facts import fallback_name
from practices.automation.queries.health import health_of, limits
from practices.automation.queries.names import Names, sentence
from practices.automation.queries.pages import job_of
from practices.automation.rules.shift import Shift
from practices.desk import queries as desk
from svs.accounts import queries as accounts
from svs.events.models import Job

if TYPE_CHECKING:
    from svs.accounts.models import User

MOST_OPPOSITE = 5  # percent, from which a rule should not be enabled
KINDS = ("opposite", "neither", "same")
LABELS = {"opposite": "Opposite", "neither": "Neither", "same": "The same"}
VERBS = {
    "assign": "hand over", "least_open": "hand over", "fallback": "hand over", "prioritise": "set the priority",
    "tag": "tag", "note": "note", "reply": "answer",
}  # fmt: skip


def rule_page(user: User, rule: Rule, *, shown: str) -> dict[str, Any]:
    """Everything a rule's page shows, in the same few statements however much its dry run found."""
    names = Names()
    said, result = sentence(rule, names), rule.dry_run
    shown = shown if shown in KINDS else ""
    shares = {kind: _percent(result.get(kind, 0), result.get("changed", 0)) for kind in KINDS}
    others = _others(rule, names)
    return {
        "rule": rule, "sentence": said, "job": job_of(rule), "funnel": _funnel(rule, said),
        "sample": sample_rows(user, rule, names, shown), "health": health_of([rule.pk])[rule.pk], "limits": limits(),
        "fallback": fallback_name(), "shown": shown, "place": _place(rule), "shares": shares, "months": _months(result),
        "others": others, "clashes": sum(bool(row["clash"]) and not row["settled"] for row in others),
        "versions": _versions(rule), "on_time": rule.trigger in rules.TIMES,
        "segments": [(kind, LABELS[kind], result.get(kind, 0)) for kind in KINDS],
        "few_opposite": bool(result) and shares["opposite"] < MOST_OPPOSITE,
        "hands_over": any(action["action"] in rules.HAND_OVER for action in rule.actions),
    }  # fmt: skip


def _percent(part: int, whole: int) -> int:
    return round(100 * part / whole) if whole else 0


def _place(rule: Rule) -> dict[str, int]:
    """Which of how many it is asked as."""
    earlier = Count("id", filter=_before(rule))
    return Rule.objects.aggregate(n=earlier, of=Count("id"))


def _before(rule: Rule) -> Q:
    return Q(position__lt=rule.position) | Q(position=rule.position, id__lte=rule.pk)


def _funnel(rule: Rule, said: dict[str, Any]) -> list[tuple[int, str]]:
    """How many occasions were left after each condition."""
    result = rule.dry_run
    if not result:
        return []
    words = [" ".join(part for part in parts if part) for parts in said["conditions"]]
    what = "requests" if rule.trigger in rules.OTHER_SUBJECTS else "incidents"
    first = f"{what} " + said["when"].removeprefix("is ") if rule.trigger in rules.TRIGGERS else "moments"  # fmt: skip
    steps = [(result["events"], first)]
    steps += list(zip(result["passed"], words, strict=False))
    return [*steps, (result["changed"], "acted on")]


def sample_rows(user: User, rule: Rule, names: Names, shown: str) -> list[dict[str, Any]]:
    """The dry run's sample with titles and what people did, only of tickets this person sees."""
    sample = [
        row for row in rule.dry_run.get("sample", []) if not shown or row["compared"] == shown
    ]
    titles = desk.titles_of(user, [row["ref"] for row in sample])
    people = accounts.names_of({row["user"] for row in sample if row.get("user")})
    return [
        {
            **row, "title": titles[row["ref"]],
            "would": ", ".join(dict.fromkeys(VERBS.get(step, step) for step in row["steps"])),
            "team": names.team.get(row.get("team") or 0, ""), "who": people.get(row.get("user") or 0, ""),
            "when": datetime.fromisoformat(row["at"]) if row.get("at") else None,
        }
        for row in sample if row["ref"] in titles
    ]  # fmt: skip


def _months(result: dict[str, Any]) -> list[dict[str, Any]]:
    """Bars of what people did afterwards, a month each, as heights in a drawing 100 high."""
    months = result.get("months") or {}
    most = max((sum(month.values()) for month in months.values()), default=0)
    if not most:
        return []
    shown = []
    for n, (name, month) in enumerate(sorted(months.items())[-13:]):
        heights = {kind: 100 * month.get(kind, 0) / most for kind in KINDS}
        same, neither, opposite = heights["same"], heights["neither"], heights["opposite"]
        label = datetime.strptime(name, "%Y-%m").strftime("%b")  # noqa: DTZ007 -- a month has no zone
        shown.append(
            {
                "label": label, "name": name, "x": n * 42 + 8, "mid": n * 42 + 22, "n": sum(month.values()), **month,
                "same_y": 126 - same, "same_h": same, "neither_y": 126 - same - neither, "neither_h": neither,
                "opposite_y": 126 - same - neither - opposite, "opposite_h": opposite,
                "top": 120 - same - neither - opposite,
            }
        )  # fmt: skip
    return shown


def _others(rule: Rule, names: Names) -> list[dict[str, Any]]:
    """The other rules that would act on the same tickets, those that clash first."""
    seen = rule.dry_run.get("others") or {}
    found = Rule.objects.filter(pk__in=[int(pk) for pk in seen]).order_by("position", "id")
    rows = []
    for other in found:
        first = (other.position, other.pk) < (rule.position, rule.pk)
        met = seen[str(other.pk)]
        # Who is asked later wins, unless the earlier one ends the asking.
        settled = (other if first else rule).stop_after
        rows.append({"rule": other, **met, "first": first, "settled": settled, "earlier": other if first else rule})  # fmt: skip
    return sorted(rows, key=lambda row: -row["clash"])


def _versions(rule: Rule) -> list[dict[str, Any]]:
    """The versions that were run dry, the newest first, with how often people did the opposite."""
    rows = Job.objects.filter(kind="automation.dry_run", args__rule=rule.pk, state=Job.State.DONE)
    newest: dict[int, dict[str, Any]] = {}
    for args, result, at in rows.order_by("-id").values_list("args", "result", "finished_at")[:20]:
        said = _percent(result.get("opposite", 0), result.get("changed", 0))
        newest.setdefault(
            args["version"],
            {
                "version": args["version"],
                "at": at,
                "opposite": said if result.get("changed") else None,
            },
        )
    return list(newest.values())[:5]


EFFECT_WORDS = {
    "lead": "Until restored", "wait": "Waited in queues", "right_team": "Until with the right team",
}  # fmt: skip


def effect_says(rule: Rule) -> dict[str, Any]:
    """What came of a rule: as it was counted in the night, or counted now."""
    effect = rule.effect if rule.effect_at else effect_of(rule)
    measured = [(name, EFFECT_WORDS[name], Shift(**effect[name])) for name in EFFECT_WORDS if effect.get(name)]  # fmt: skip
    verdict = "unknown"
    for _, _, shift in measured[:2]:
        verdict = "less" if shift.is_less else "more" if shift.is_more else "unclear"
        if verdict != "unclear":
            break
    since = effect.get("since")
    return {
        "effect": effect, "measured": measured, "verdict": verdict,
        "since": datetime.fromisoformat(since) if since else None,
    }  # fmt: skip
