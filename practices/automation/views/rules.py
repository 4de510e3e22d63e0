"""Pages of the rules."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from practices.automation import access, operations, queries, states
from svs import gates
from svs.errors import Forbidden, RuleViolation
from svs.events.actor import actor_of
from svs.extensions import panels_for
from svs.htmx import render_fragment
from svs.permissions.access import get_or_404
from svs.web.pages import viewer

NEEDS = {
    "dry-run": access.DRY_RUN, "ask-approval": access.ASK, "enable": access.ENABLE, "disable": access.DISABLE, "up": access.ORDER,
    "down": access.ORDER, "stop-after": access.ORDER,
}  # fmt: skip

DID = {
    "dry-run": "dry run started",
    "ask-approval": "those who decide are asked",
    "enable": "enabled",
    "disable": "disabled",
    "stop-after": "changed",
}


@require_safe
def rule_list(request: HttpRequest) -> HttpResponse:
    """All rules in the order they are asked, and how each does."""
    user = viewer(request)
    if not access.may_read(user):
        raise Forbidden
    context = {
        "rows": queries.rule_list(user), "may_write": access.may_write(user), "may_order": access.may_order(user),
    }  # fmt: skip
    return render(request, "automation/rule_list.html", context)


@require_safe
def rule(request: HttpRequest, ref: str) -> HttpResponse:
    """One rule: what it does, what it would have done, whether it may act, how it does."""
    return _page(request, ref)


def _page(request: HttpRequest, ref: str, failed: str = "") -> HttpResponse:
    user = viewer(request)
    visible = access.visible_to(user).select_related("changed_by")
    record = get_or_404(user, "view", visible, ref=ref)
    now, found = gates.standing("rule", record.pk), queries.weighed(record)
    may_ask = (
        record.is_proven and record.state != states.ENABLED and not (now.has_passed or now.is_open)
    )
    context = {
        "standing": now, "risk": found, "risk_label": gates.RISKS[found.risk],
        "decision": panels_for("rule_decision", user, record),
        "may_ask": may_ask and now.state != gates.REFUSED and access.may(user, access.ASK, record),
        **queries.rule_page(user, record, shown=request.GET.get("shown", "")), "failed": failed,
        "may_edit": access.may(user, access.EDIT, record), "may_run": access.may(user, access.DRY_RUN, record),
        "may_enable": access.may(user, access.ENABLE, record),
    }  # fmt: skip
    return render(request, "automation/rule_page.html", context, status=409 if failed else 200)


@require_safe
def effect(request: HttpRequest, ref: str) -> HttpResponse:
    """What came of a rule: the same cases before it was enabled and since."""
    user = viewer(request)
    record = get_or_404(user, "view", access.visible_to(user), ref=ref)
    context = {
        "rule": record,
        "title": f"{record.ref} {record.name}",
        **queries.effect_says(record),
    }
    return render_fragment(request, "automation/_effect.html", context)


@require_POST
def verb(request: HttpRequest, ref: str, name: str) -> HttpResponse:
    """Run dry, let act, stop, move in the order, or let nothing be asked after it."""
    user = viewer(request)
    record = get_or_404(user, NEEDS[name], access.visible_to(user), ref=ref)
    try:
        _do(name, record, actor_of(request))
    except RuleViolation as violation:
        return _page(request, ref, violation.message)
    if name in ("up", "down"):
        return redirect("automation:rules")
    messages.success(request, f"{ref}: {DID[name]}.")
    back = request.POST.get("back", "")
    return redirect("automation:rule", ref=back if access.visible_to(user).filter(ref=back).exists() else ref)  # fmt: skip


def _do(name: str, record: Any, actor: Any) -> None:
    if name == "dry-run":
        operations.start_dry_run(rule=record, actor=actor)
    elif name == "ask-approval":
        operations.ask_approval(rule=record, actor=actor)
    elif name == "enable":
        operations.enable_rule(rule=record, actor=actor)
    elif name == "disable":
        operations.disable_rule(rule=record, actor=actor)
    elif name == "stop-after":
        fields = {"stop_after": not record.stop_after}
        operations.change_rule(rule=record, actor=actor, fields=fields)
    else:
        operations.move_rule(rule=record, actor=actor, up=name == "up")
