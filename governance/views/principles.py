"""Principle checks: of a change, an improvement, a rule, a policy; of a workshop, a design review, a stream."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from governance import operations
from governance.access import principles as access
from governance.forms import principles as forms
from governance.queries import principles as queries
from governance.rules import principles as rules
from svs.accounts.models import User
from svs.errors import Forbidden, RuleViolation, StaleVersion
from svs.events.actor import actor_of
from svs.htmx import is_htmx, render_fragment
from svs.web.pages import number_asked, page_of, show_violation, viewer


def _reader(request: HttpRequest) -> User:
    user = viewer(request)
    if not access.may_read(user):
        raise Forbidden
    return user


@require_safe
def check_list(request: HttpRequest) -> HttpResponse:
    """Checks that stand alone, and which principle speaks against something most often."""
    user = _reader(request)
    kinds = queries.kinds()
    kind = request.GET.get("kind", "")
    kind = kind if kind in dict(kinds) else ""
    shown = page_of(request, queries.listed(user, kind if kind in rules.STANDALONE else ""))
    shown["rows"] = [queries.shown(row, row.kind, row.version) for row in shown["rows"]]
    counted = queries.refused_by(kind)
    context = {**shown, "counted": counted, "most": counted[0]["n"] if counted else 0, "kinds": kinds, "kind": kind, "words": rules.STANDALONE}  # fmt: skip
    return render(request, "governance/principle_list.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin a check of a workshop, a design review or a stream."""
    _reader(request)
    first = {"kind": request.GET.get("kind", rules.WORKSHOP), "title": request.GET.get("title", "")[:200]}  # fmt: skip
    form = forms.NewCheckForm(request.POST or None, initial=first)
    if form.is_valid():
        data = form.cleaned_data
        try:
            made = operations.open_check(
                actor=actor_of(request), kind=data["kind"], title=data["title"], people=[row.pk for row in data["people"]]
            )  # fmt: skip
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            return redirect("governance:answer_principles", kind=made.kind, key=str(made.pk))
    return render(request, "governance/principle_new.html", {"form": form}, status=400 if form.errors else 200)  # fmt: skip


@require_safe
def check(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """One check, as voters see it; to be printed or kept."""
    found = queries.about(viewer(request), kind, key)
    context = {
        "about": found, "title": found.title,
        "people": queries.people_of(found.check) if found.check and not found.ref else [],
        "panel": {**panel(found), "shown": queries.shown_of(found, with_demand=bool(found.ref))},
    }  # fmt: skip
    return render(request, "governance/principle_page.html", context)


def panel(found: queries.About) -> dict[str, Any]:
    """The check as the widget takes it."""
    at = {"kind": found.kind, "key": found.key}
    return {
        "shown": queries.shown_of(found), "url": reverse("governance:principles", kwargs=at),
        "answer_url": reverse("governance:answer_principles", kwargs=at) if found.may_answer else "",
    }  # fmt: skip


@require_safe
def lacks(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """What its decision right demands, and what is still to be answered."""
    found = queries.about(viewer(request), kind, key)
    context = {"shown": queries.shown_of(found, with_demand=True), "title": found.title, "is_alone": not found.ref}  # fmt: skip
    return render_fragment(request, "governance/_principles_lack.html", context)


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """Answer it; in parts, and alone or together."""
    user = viewer(request)
    found = queries.about(user, kind, key)
    if not found.may_answer:
        raise Forbidden
    shown = queries.shown_of(found, with_demand=True)
    picked = number_asked(request, "outcome")
    form = forms.CheckForm(user, shown, *([request.POST] if request.method == "POST" else []), asked_outcome=picked, service_id=found.service_id)  # fmt: skip
    if is_htmx(request) and request.method == "GET":
        return render(request, "governance/_criteria.html", {"form": form})
    if form.is_valid() and not form.shows_others_first:
        try:
            _keep(request, found, form)
        except StaleVersion:
            form.add_error(None, "Somebody answered it since you opened it. Look at it again.")
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            return _kept(request, found)
    elif form.is_valid():
        form = forms.CheckForm(user, shown, _moved(request, form), service_id=found.service_id)
    context = {"about": found, "form": form, "shown": shown}
    return render(request, "governance/principle_form.html", context, status=400 if form.errors else 200)  # fmt: skip


def _moved(request: HttpRequest, form: forms.CheckForm) -> Any:
    """What was sent, without the answers to another outcome's criteria: its own are asked now."""
    data = request.POST.copy()
    for name in [name for name in data if name.startswith("criterion_")]:
        del data[name]
    data["shown_for"] = str(form.cleaned_data["outcome"] or 0)
    return data


def _keep(request: HttpRequest, found: queries.About, form: forms.CheckForm) -> None:
    actor, said = actor_of(request), form.said()
    if found.record is None:
        operations.answer_alone(check=found.check, actor=actor, **said)  # type: ignore[arg-type]
    else:
        operations.answer_principles(kind=found.kind, subject_id=found.record.pk, version=found.version, actor=actor, **said)  # fmt: skip


def _kept(request: HttpRequest, found: queries.About) -> HttpResponse:
    lacking = queries.standing(found.kind, found.record.pk)[1] if found.record else []
    messages.success(request, f"Kept. Still to be answered: {len(lacking)}." if lacking else "Principle check kept.")  # fmt: skip
    return redirect(found.back or reverse("governance:principles", kwargs={"kind": found.kind, "key": found.key}))  # fmt: skip


@require_safe
def export(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """The check as a text to keep: Markdown."""
    found = queries.about(viewer(request), kind, key)
    words = queries.as_text(found, queries.shown_of(found))
    answer = HttpResponse(words, content_type="text/markdown; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="principles-{kind}-{key.lower()}.md"'
    return answer
