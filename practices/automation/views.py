"""Pages of the rules."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from practices.automation import access, forms, operations, queries
from svs.errors import Forbidden, RuleViolation
from svs.events.actor import actor_of
from svs.permissions.access import get_or_404
from svs.web.pages import show_violation, viewer


@require_safe
def rule_list(request: HttpRequest) -> HttpResponse:
    """All rules in the order they are asked."""
    user = viewer(request)
    if not access.may_read(user):
        raise Forbidden
    context = {"rows": queries.rule_list(user), "may_write": access.may_write(user)}
    return render(request, "automation/rule_list.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Write a rule."""
    if not access.may_write(viewer(request)):
        raise Forbidden
    form = forms.RuleForm(request.POST or None)
    if form.is_valid():
        try:
            rule = operations.create_rule(actor=actor_of(request), **form.definition())
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            messages.success(
                request, f"{rule.ref} written. Run it dry to see what it would have done."
            )
            return redirect("automation:rule", ref=rule.ref)
    return render(request, "automation/rule_form.html", {"form": form}, status=400 if form.errors else 200)  # fmt: skip


@require_safe
def rule(request: HttpRequest, ref: str) -> HttpResponse:
    """One rule: what it does, what it would have done, whether it may act."""
    return _page(request, ref)


def _page(request: HttpRequest, ref: str, failed: str = "") -> HttpResponse:
    user = viewer(request)
    visible = access.visible_to(user).select_related("changed_by")
    record = get_or_404(user, "view", visible, ref=ref)
    sentence = queries.sentence(record, queries.Names())
    context = {
        "rule": record, "sentence": sentence, "job": queries.job_of(record), "failed": failed,
        "funnel": _funnel(record.dry_run, sentence), "sample": queries.sample_rows(user, record),
        "may_edit": access.may(user, access.EDIT, record), "may_enable": access.may(user, access.ENABLE, record),
        "rate": queries.rate(),
    }  # fmt: skip
    return render(request, "automation/rule_page.html", context, status=409 if failed else 200)


def _funnel(result: dict[str, Any], sentence: dict[str, Any]) -> list[tuple[int, str]]:
    """How many events were left after each condition."""
    if not result:
        return []
    words = [" ".join(part for part in said if part) for said in sentence["conditions"]]
    steps = [(result["events"], f"incidents {sentence['when'].removeprefix('is ')}")]
    steps += list(zip(result["passed"], words, strict=False))
    return [*steps, (result["changed"], "acted on")]


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, ref: str) -> HttpResponse:
    """Change a rule; another version has to be run dry again."""
    user = viewer(request)
    record = get_or_404(user, access.EDIT, access.visible_to(user), ref=ref)
    first = forms.first_values(record.name, record.trigger, record.conditions, record.actions)
    form = forms.RuleForm(request.POST or None, initial=first)
    if form.is_valid():
        try:
            operations.change_rule(rule=record, actor=actor_of(request), fields=form.definition())
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            messages.success(request, f"{ref} changed.")
            return redirect("automation:rule", ref=ref)
    context = {"form": form, "rule": record}
    return render(request, "automation/rule_form.html", context, status=400 if form.errors else 200)


@require_POST
def verb(request: HttpRequest, ref: str, name: str) -> HttpResponse:
    """Run dry, let act, stop, or move in the order."""
    user = viewer(request)
    needs = {"dry-run": access.DRY_RUN, "enable": access.ENABLE, "disable": access.DISABLE}
    record = get_or_404(user, needs.get(name, access.EDIT), access.visible_to(user), ref=ref)
    actor: Any = actor_of(request)
    try:
        if name == "dry-run":
            operations.start_dry_run(rule=record, actor=actor)
        elif name == "enable":
            operations.enable_rule(rule=record, actor=actor)
        elif name == "disable":
            operations.disable_rule(rule=record, actor=actor)
        else:
            operations.move_rule(rule=record, actor=actor, up=name == "up")
            return redirect("automation:rules")
    except RuleViolation as violation:
        return _page(request, ref, violation.message)
    messages.success(request, f"{ref}: done.")
    return redirect("automation:rule", ref=ref)
