"""Pages of trials: plan one, watch it, give the verdict."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms as django_forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from improvement import access, forms, operations, panels, queries, states
from improvement.views.shared import attempt, one, reader, sheet
from svs import gates
from svs.errors import RuleViolation
from svs.events.actor import actor_of

Do = Callable[..., Any]


@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest, ref: str) -> HttpResponse:
    """Write down what is believed, before any number is known, and start."""
    user, record = one(request, access.START, ref)
    if record.state != states.ASSESSED or not gates.has_passed("improvement", record.pk):
        return _refused(request, record)
    kpis = queries.kpis_for(user, record.service_id)
    form = forms.TrialForm(kpis, request.POST or None)
    done = attempt(
        request, form,
        lambda: operations.start_trial(improvement=record, actor=actor_of(request), plan=form.plan()),
        lambda trial: _page_of(ref, trial.number), "The trial runs. The numbers before are frozen.",
    )  # fmt: skip
    context = {"form": form, "improvement": record, "kpis": kpis}
    return done or render(request, "improvement/trial_form.html", context, status=400 if form.errors else 200)  # fmt: skip


def _refused(request: HttpRequest, record: Any) -> HttpResponse:
    context = {
        "improvement": record,
        "form": None,
        "kpis": [],
        "unasked": record.state == states.ASSESSED,
    }
    return render(request, "improvement/trial_form.html", context, status=409)  # fmt: skip


def _page_of(ref: str, number: int) -> str:
    return reverse("improvement:trial", args=[ref, number])


@require_safe
def trial(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """What a trial shows: the sentence, before and now, how sure, the guards, the verdict and what it rests on."""
    return page(request, ref, number)


def page(
    request: HttpRequest, ref: str, number: int, failed: dict[str, Any] | None = None
) -> HttpResponse:
    """The page of a trial, with the forms of the verbs open to this person."""
    user = reader(request)
    record = queries.trial_or_404(user, ref, number)
    improvement, found = record.improvement, queries.evidence_of(record)
    verbs: list[str] = []
    if record.is_open:
        verbs = [v for v in states.LIFECYCLE.actions(improvement.state) if access.may(user, v, improvement)]  # fmt: skip
    shapes: dict[str, Any] = {"extend": forms.ExtendForm, "end": forms.EndForm}
    if record.extended_at:
        shapes.pop("extend")
    today = timezone.localdate()
    context = {
        "trial": record, "improvement": improvement, "found": found, "verbs": verbs, "today": today,
        "forms": {v: (failed or {}).get(v) or shapes[v](auto_id=f"{v}_%s") for v in verbs if v in shapes},
        "verdict": (failed or {}).get("verdict") or _verdict_form(record, found),
        "chart": panels.before_and_now(found), "differences": panels.differences(found),
        "changed": queries.changed_since(record), "is_altered": panels.is_altered(record),
        "timeline": queries.timeline(improvement), "is_overdue": record.is_open and record.verdict_due < today,
        "guards": panels.guards(found), "weeks": panels.weeks(found), "place": panels.parts(found),
    }  # fmt: skip
    return render(request, "improvement/trial_page.html", context, status=409 if failed else 200)


def _verdict_form(record: Any, found: dict[str, Any]) -> django_forms.Form:
    unit = found["measure"]["unit"]
    amount = abs(found["hoped"]) * 100 if unit == "share" else abs(found["hoped"]) / 60
    return forms.VerdictForm(
        "keep", initial={"amount": round(amount, 1), "ends_on": panels.a_month_on()}
    )


@require_safe
def cases_csv(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Every single value the verdict rests on."""
    found = queries.evidence_of(queries.trial_or_404(reader(request), ref, number))
    rows = (
        [side, day, value]
        for side in ("before", "trial")
        for day, values in sorted(found[side]["days"].items())
        for value in values
    )
    return sheet(f"{ref}-trial-{number}", ["window", "day", found["measure"]["unit"]], rows)


def _verb(name: str, shape: Do, operation: Do, said: str, place: str = "") -> Any:
    @require_POST
    def view(request: HttpRequest, ref: str) -> HttpResponse:
        _, record = one(request, name, ref)
        running = next((t for t in queries.trials_of(record) if t.is_open), None)
        form = shape(request.POST)

        def do() -> Any:
            if running is None:
                raise RuleViolation("no_trial", "There is no trial that waits for this.")
            return operation(improvement=record, actor=actor_of(request), **_fields(form, running))

        done = attempt(request, form, do, lambda made: _page_of(ref, made.number), said)
        if done or running is None:
            return done or _refused(request, record)
        return page(request, ref, running.number, {place or name: form})

    return view


def _fields(form: Any, running: Any) -> dict[str, Any]:
    """What was said, the amount in the unit and direction of the trial."""
    if not isinstance(form, forms.VerdictForm):
        return dict(form.cleaned_data)
    data = form.fields_said()
    if "amount" in data:
        amount = forms.amount_in_unit(running.kpi, data.pop("amount"))
        data["hoped"] = -amount if running.hoped < 0 else amount
    return data


def _verdict(verb: str, operation: Do, said: str) -> Any:
    return _verb(verb, partial(forms.VerdictForm, verb), operation, said, "verdict")


extend = _verb("extend", partial(forms.ExtendForm, auto_id="extend_%s"), operations.extend_trial, "The trial runs longer.")  # fmt: skip
end = _verb("end", partial(forms.EndForm, auto_id="end_%s"), operations.end_trial, "The trial has ended. Its verdict is due.")  # fmt: skip
keep = _verdict("keep", operations.keep_trial, "Kept. The evidence is frozen.")
adapt = _verdict("adapt", operations.adapt_trial, "Adapted: a new trial runs.")
discard = _verdict("discard", operations.discard_trial, "Discarded. The evidence stays.")
