"""Pages of policies of one page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance.access import policies as access
from governance.access import register as values
from governance.forms.policies import PolicyPageForm
from governance.operations import policies as operations
from governance.queries import policies as queries
from governance.views.shared import asked_of, attempt, one, reader, tried
from practices.knowledge import rules as markdown
from svs.errors import Forbidden
from svs.events import queries as events
from svs.events.actor import actor_of
from svs.extensions import panels_for
from svs.permissions.access import may
from svs.web.pages import page_of


@require_safe
def policy_pages(request: HttpRequest) -> HttpResponse:
    """What everybody keeps to, what is being written, and what its owner is to look at again."""
    user, show = reader(request), asked_of(request, "show", queries.SHOWS, "all")
    listed = page_of(request, queries.policies(user, show, is_mine=request.GET.get("mine") == "1"))
    context = {
        **listed, "show": show, "shows": queries.SHOWS.items(), "is_mine": request.GET.get("mine") == "1", "due": queries.due_for(user)[:10],
        "may_draft": access.may_draft(user), "may_look": values.may_look(user), "today": timezone.localdate(),
    }  # fmt: skip
    return render(request, "governance/policy_page_list.html", context)


@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest) -> HttpResponse:
    """Write a policy of one page."""
    user = reader(request)
    if not access.may_draft(user):
        raise Forbidden
    first = {"owner": user, "review_date": timezone.localdate() + timedelta(days=365)}
    form = PolicyPageForm(request.POST or None, initial=first)
    done = attempt(request, form, lambda: operations.draft_policy(actor=actor_of(request), **form.said()), _page_of, "Drafted.")  # fmt: skip
    return done or render(request, "governance/policy_page_form.html", {"form": form}, status=400 if form.errors else 200)  # fmt: skip


def _page_of(policy: Any) -> str:
    return reverse("governance:policy_page", args=[policy.ref])


@require_safe
def policy_page(request: HttpRequest, ref: str) -> HttpResponse:
    """One policy: what is in force, what is written next, and what it said before."""
    user, found = one(request, "view", queries.policies_all, ref)
    verbs = _verbs(user, found)
    may_see_draft = found.state != "ADOPTED" or found.is_written_anew
    context = {
        "policy": found, "in_force": _drawn(found.adopted_body), "written": _drawn(found.body) if may_see_draft else "",
        "versions": queries.versions_of(found), "verbs": verbs, "timeline": events.told_of("policy", found.pk), "panels": panels_for("policy_decision", user, found),
        "principles": panels_for("policy_principles", user, found) if found.state != "RETIRED" else [],
        "rail": panels_for("policy_gate", user, found), "before": panels_for("policy_asks", user, found) if "propose" in verbs else [],
        "today": timezone.localdate(),
    }  # fmt: skip
    return render(request, "governance/policy_page_page.html", context)


def _verbs(user: Any, policy: Any) -> set[str]:
    """The verbs that are open: to this person, and as it stands."""
    if policy.state == "RETIRED":
        return set()
    asked = policy.proposed_number is not None
    fits = {access.EDIT: True, access.RETIRE: True, access.WITHDRAW: asked, access.PROPOSE: not asked and policy.number != policy.adopted_version}  # fmt: skip
    return {verb for verb, does in fits.items() if does and may(user, verb, policy)}


def _drawn(text: str) -> SafeString:
    return mark_safe(markdown.html(text))  # noqa: S308 -- made without raw HTML, and cleaned by nh3


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, ref: str) -> HttpResponse:
    """Write it anew; what is in force stays in force meanwhile."""
    _, found = one(request, access.EDIT, queries.policies_all, ref)
    first = {name: getattr(found, name) for name in ("title", "body", "owner", "review_date")}
    form = PolicyPageForm(request.POST or None, initial=first)
    done = attempt(
        request, form, lambda: operations.edit_policy(policy=found, actor=actor_of(request), fields=form.said()), _page_of, f"{ref} written.",
    )  # fmt: skip
    context = {"form": form, "policy": found}
    return done or render(request, "governance/policy_page_form.html", context, status=400 if form.errors else 200)  # fmt: skip


@require_safe
def policy_version(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """A version that was in force once."""
    _, found = one(request, "view", queries.policies_all, ref)
    version = queries.version_of(found, number)
    if version is None:
        raise Http404
    context = {"policy": found, "version": version, "body": _drawn(version.body)}
    return render(request, "governance/policy_page_version.html", context)


@require_POST
def move(request: HttpRequest, ref: str, verb: str) -> HttpResponse:
    """Propose it, take the proposal back, or retire it."""
    if verb not in MOVES:
        raise Http404
    _, found = one(request, verb, queries.policies_all, ref)
    operation, said = MOVES[verb]
    return tried(request, lambda: operation(policy=found, actor=actor_of(request)), _page_of(found), f"{ref} {said}.")  # fmt: skip


MOVES: dict[str, tuple[Any, str]] = {
    access.PROPOSE: (operations.propose_policy, "proposed"),
    access.WITHDRAW: (operations.withdraw_proposal, "taken back"),
    access.RETIRE: (operations.retire_policy, "retired"),
}
