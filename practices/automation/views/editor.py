"""Write a rule, as a sentence whose rows are added and removed."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from practices.automation import access, forms, operations, rules
from svs.errors import Forbidden, RuleViolation
from svs.events.actor import actor_of
from svs.permissions.access import get_or_404
from svs.web.pages import viewer


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Write a rule."""
    if not access.may_write(viewer(request)):
        raise Forbidden
    return _edit(request, None)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, ref: str) -> HttpResponse:
    """Change a rule; another version has to be run dry again."""
    user = viewer(request)
    return _edit(request, get_or_404(user, access.EDIT, access.visible_to(user), ref=ref))


def _edit(request: HttpRequest, rule: Any) -> HttpResponse:
    if request.method != "POST":
        return _form(request, rule, forms.from_rule(rule) if rule else forms.Draft())
    draft = forms.from_post(request.POST)
    if "add" in request.POST or "drop" in request.POST or "look" in request.POST:
        draft.add(_asked(request))
        draft.drop(request.POST.get("drop", ""))
        return _form(request, rule, draft, fresh=request.POST.get("add", ""))
    try:
        definition = draft.definition()
        saved = _save(request, rule, definition)
    except RuleViolation as violation:
        draft.show(violation)
        return _form(request, rule, draft, status=400)
    messages.success(request, f"{saved.ref} saved. Run it dry to see what it would have done.")
    return redirect("automation:rule", ref=saved.ref)


def _asked(request: HttpRequest) -> str:
    """Which row a button adds: its own value, or what stands in the select beside it."""
    wanted = request.POST.get("add", "")
    return f"{wanted}-{request.POST.get(f'more_{wanted}', '')}" if wanted in ("condition", "action") else wanted  # fmt: skip


def _save(request: HttpRequest, rule: Any, definition: dict[str, Any]) -> Any:
    actor = actor_of(request)
    if rule is None:
        made = operations.create_rule(actor=actor, **definition)
        made.refresh_from_db(fields=["ref"])
        return made
    return operations.change_rule(rule=rule, actor=actor, fields=definition)


def _form(
    request: HttpRequest, rule: Any, draft: forms.Draft, status: int = 200, fresh: str = ""
) -> HttpResponse:
    offered = forms.Offered()
    context = {
        "rule": rule, "draft": draft, "offered": offered, **forms.rows_of(draft, offered),
        "on_clock": draft.trigger == rules.CLOCK,
        "on_silence": draft.trigger in rules.TIMES, "fresh": fresh,
    }  # fmt: skip
    return render(request, "automation/rule_form.html", context, status=status)
