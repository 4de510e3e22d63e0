"""Pages of the register: what is being done better, in which order, by whom."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from improvement import access, forms, operations, queries, states
from improvement.queries import Asked
from improvement.queries.register import SHOWS, SORTS
from improvement.rules import ranking
from improvement.views.shared import attempt, one, reader, sheet
from svs import gates
from svs.errors import RuleViolation
from svs.events.actor import actor_of
from svs.extensions import actions_for, panels_for
from svs.permissions.access import may
from svs.web.pages import page_of

STATES = {
    "open": "Open", "idea": "Ideas", "assessed": "Assessed", "trial": "On trial", "verdict": "Waits for verdict",
    "kept": "Kept", "discarded": "Discarded", "dropped": "Dropped", "all": "All",
}  # fmt: skip
ORDERS = {"rank": "Rank", "due": "Due", "priority": "Priority", "new": "Newest"}
ALL = 10_000


def _asked(request: HttpRequest) -> Asked:
    """What the address asks for; what is unknown there is left out."""
    said = request.GET
    show, sort, owner = said.get("show", "open"), said.get("sort", "rank"), said.get("owner", "")
    return Asked(
        show if show in SHOWS else "open", said.get("service", "")[:120],
        int(owner) if owner.isascii() and owner.isdigit() and len(owner) < 10 else None,
        said.get("mine") == "1", said.get("overdue") == "1", sort if sort in SORTS else "rank",
    )  # fmt: skip


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """The ranked register, with the verdicts that are overdue above it."""
    user = reader(request)
    asked = _asked(request)
    listed = page_of(request, queries.register(user, asked))
    start = (listed["page"] - 1) * len(listed["rows"]) if listed["page"] > 1 else 0
    context = {
        **listed, "ask": asked, "states": STATES.items(), "orders": ORDERS.items(), "today": timezone.localdate(),
        "choices": queries.choices_for(user), "overdue": queries.overdue_verdicts(user)[:10], "due": queries.due_for(user)[:10],
        "formula": ranking.FORMULA, "lineage": ranking.LINEAGE, "first": start + 1, "narrowed": asked != Asked(),
    }  # fmt: skip
    return render(request, "improvement/improvement_list.html", context)


@require_safe
def register_csv(request: HttpRequest) -> HttpResponse:
    """The register as it was asked for, for a spreadsheet."""
    rows = queries.register(reader(request), _asked(request))[:ALL]
    head = ["ref", "issue", "expected", "service", "owner", "state", "priority", "impact", "effort", "risk", "rank", "due", "result"]  # fmt: skip
    return sheet("improvements", head, (
        [r.ref, r.issue, r.expected_impact, r.service.name if r.service else "", r.owner.name, r.label, r.priority, r.impact,
         r.effort, r.risk, "" if r.rank is None else round(r.rank, 2), r.target_date.isoformat(), r.actual_result or r.why_dropped]
        for r in rows
    ))  # fmt: skip


@require_http_methods(["GET", "POST"])
def raise_(request: HttpRequest) -> HttpResponse:
    """Raise an improvement where it was noticed: the form says already what is known."""
    user = reader(request)
    source = queries.source(user, request.GET.dict())
    first = {
        "issue": source.issue[:300], "expected_impact": source.expected, "owner": source.owner or user,
        "service": source.service, "rule": source.rule, "target_date": timezone.localdate() + timedelta(days=30),
        "priority": min(source.ticket.priority, 3) if source.ticket else 3,
    }  # fmt: skip
    form = forms.ImprovementForm(user, request.POST or None, initial=first)

    def do() -> Any:
        said = form.fields_said()
        service, rule = form.cleaned_data["service"], form.cleaned_data.get("rule")
        whence = replace(source, service=source.service or service, rule=source.rule or rule)
        said.pop("service_id")
        said.pop("rule_id", None)
        return operations.raise_improvement(actor=actor_of(request), source=whence, **said)

    done = attempt(request, form, do, _page_of, "Raised.")
    context = {"form": form, "source": source}
    return done or render(request, "improvement/improvement_form.html", context, status=400 if form.errors else 200)  # fmt: skip


def _page_of(improvement: Any) -> str:
    return reverse("improvement:improvement", args=[improvement.ref])


@require_safe
def improvement(request: HttpRequest, ref: str) -> HttpResponse:
    """One improvement: expected beside actual, its place, its trials, its way here."""
    return page(request, ref)


def page(request: HttpRequest, ref: str, failed: dict[str, Any] | None = None) -> HttpResponse:
    """The page of an improvement, with the forms of the verbs open to this person."""
    user, record = one(request, "view", ref)
    verbs = [v for v in states.LIFECYCLE.actions(record.state) if access.may(user, v, record)]
    shapes = {"drop": forms.DropForm}
    now = gates.standing("improvement", record.pk) if record.state == states.ASSESSED else None
    if now and not now.has_passed and "start" in verbs:
        verbs.remove("start")
    trials = list(queries.trials_of(record))
    context = {
        "improvement": record, "verbs": verbs, "actions": actions_for("improvement", user, record) if record.is_open else [], "timeline": queries.timeline(record), "trials": trials,
        "overdue": queries.is_overdue(record), "may_edit": record.is_open and may(user, access.EDIT, record),
        "forms": {v: (failed or {}).get(v) or shapes[v]() for v in verbs if v in shapes},
        "place": queries.place_of(user, record) if record.is_open else None,
        "rank_words": ranking.words(record.impact, record.effort, record.risk) if record.is_assessed else "",
        "standing": now, "decision": panels_for("improvement_decision", user, record) if record.is_assessed else [],
        "before": panels_for("improvement_asks", user, record) if now else [],
        "may_ask": now and not (now.has_passed or now.is_open) and now.state != gates.REFUSED and may(user, access.ASK, record),
        "failed": (failed or {}).get("words", ""), "points": _points(record), "formula": ranking.FORMULA, "lineage": ranking.LINEAGE, "today": timezone.localdate(),
    }  # fmt: skip
    return render(request, "improvement/improvement_page.html", context, status=409 if failed else 200)  # fmt: skip


def _points(record: Any) -> list[tuple[str, int, str]]:
    if not record.is_assessed:
        return []
    scales = (("Impact", record.impact, ranking.IMPACT), ("Effort", record.effort, ranking.EFFORT), ("Risk", record.risk, ranking.RISK))  # fmt: skip
    return [(name, point, meaning[point]) for name, point, meaning in scales]


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, ref: str) -> HttpResponse:
    """Change what it says, whose it is or when it is due."""
    user, record = one(request, access.EDIT, ref)
    names = ("issue", "expected_impact", "service", "owner", "priority", "target_date", "rule")
    form = forms.ImprovementForm(user, request.POST or None, initial={n: getattr(record, n) for n in names})  # fmt: skip
    done = attempt(
        request, form,
        lambda: operations.change_improvement(improvement=record, actor=actor_of(request), fields=form.fields_said()),
        _page_of, f"{ref} changed.",
    )  # fmt: skip
    context = {"form": form, "improvement": record}
    return done or render(request, "improvement/improvement_form.html", context, status=400 if form.errors else 200)  # fmt: skip


@require_POST
def ask_approval(request: HttpRequest, ref: str) -> HttpResponse:
    """Put it before those who decide whether it is tried."""
    _, record = one(request, access.ASK, ref)
    try:
        operations.ask_approval(improvement=record, actor=actor_of(request))
    except RuleViolation as violation:
        return page(request, ref, {"words": violation.message})
    messages.success(request, f"{ref}: those who decide are asked.")
    return redirect("improvement:improvement", ref=ref)


@require_http_methods(["GET", "POST"])
def assess(request: HttpRequest, ref: str) -> HttpResponse:
    """Impact, effort and risk, each in words: together they rank it."""
    _, record = one(request, access.ASSESS, ref)
    names = ("impact", "effort", "risk")
    form = forms.AssessForm(request.POST or None, initial={n: getattr(record, n) for n in names})
    done = attempt(
        request, form,
        lambda: operations.assess_improvement(improvement=record, actor=actor_of(request), **form.cleaned_data),
        _page_of, f"{ref} assessed.",
    )  # fmt: skip
    context = {"form": form, "improvement": record, "formula": ranking.FORMULA, "lineage": ranking.LINEAGE}  # fmt: skip
    return done or render(request, "improvement/assess_form.html", context, status=400 if form.errors else 200)  # fmt: skip


@require_POST
def drop(request: HttpRequest, ref: str) -> HttpResponse:
    """It will not be done, and why."""
    _, record = one(request, access.DROP, ref)
    form = forms.DropForm(request.POST)
    done = attempt(
        request, form,
        lambda: operations.drop_improvement(improvement=record, actor=actor_of(request), **form.cleaned_data),
        _page_of, f"{ref} dropped.",
    )  # fmt: skip
    return done or page(request, ref, {"drop": form})
