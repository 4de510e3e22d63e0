"""What waits for somebody's vote, and one approval with its track and ballot: with a role or without."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance.forms import approvals as forms
from governance.operations import links, voting
from governance.queries import approvals as queries
from metrics.access import READERS
from svs.errors import RuleViolation
from svs.events.actor import actor_of
from svs.extensions import actions_for, panels_for
from svs.permissions.access import get_or_404
from svs.web.pages import page_of, show_violation, viewer

if TYPE_CHECKING:
    from governance.models import Approval
    from svs.accounts.models import User

SHOWN = 100


@require_safe
def votes(request: HttpRequest) -> HttpResponse:
    """What waits for my vote, the first due first; what I voted; all approvals I may see."""
    user = viewer(request)
    show = request.GET.get("show", "")
    context: dict[str, Any] = {"show": show if show in ("cast", "all") else "", "base": _base(user)}
    if show == "cast":
        context |= page_of(request, queries.votes_by(user))
    elif show == "all":
        context |= page_of(request, queries.listed(user))
    else:
        context["waiting"] = queries.waiting_for(user)[:SHOWN]
    return render(request, "governance/vote_list.html", context)


@require_safe
def approval(request: HttpRequest, ref: str) -> HttpResponse:
    """One approval: what is asked, where it stands, my ballot."""
    user = viewer(request)
    return _page(request, user, get_or_404(user, "view", queries.shown(user), ref=ref))


@require_safe
def old_address(request: HttpRequest, ref: str = "") -> HttpResponse:
    """Where requests were approved before all approvals had pages of their own: /approvals/REQ-1042/."""
    found = queries.listed(viewer(request)).filter(subject_ref=ref).first() if ref else None
    return redirect("governance:vote", ref=found.ref) if found else redirect("governance:votes")


@require_POST
def cast(request: HttpRequest, ref: str) -> HttpResponse:
    """Cast a vote; what it fixes is done at once."""
    user = viewer(request)
    return _cast(request, user, get_or_404(user, "view", queries.shown(user), ref=ref))


@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """A link out of a mail: shows the case and the ballot and changes nothing; posting the ballot votes and uses the link up."""
    user = viewer(request)
    found = queries.link_of(user, token)
    if found is None:
        raise Http404
    shown = get_or_404(user, "view", queries.shown(user), pk=found.seat.step.approval_id)
    if request.method != "POST":
        return (
            _page(request, user, shown, token=token)
            if links.is_live(found)
            else redirect("governance:vote", ref=shown.ref)
        )
    return _cast(request, user, shown, token=token)


def _cast(request: HttpRequest, user: User, shown: Approval, token: str = "") -> HttpResponse:
    form = forms.BallotForm(request.POST)
    if not form.is_valid():
        return _page(request, user, shown, form, token, status=400)
    try:
        decided = links.cast_by_link(
            token=token, approval=shown, actor=actor_of(request), user=user, **form.cleaned_data
        ) if token else voting.cast_vote(approval=shown, actor=actor_of(request), user=user, **form.cleaned_data)  # fmt: skip
    except RuleViolation as violation:
        show_violation(form, violation)
        fresh = get_or_404(user, "view", queries.shown(user), pk=shown.pk)
        return _page(request, user, fresh, form, token, status=violation.status)
    messages.success(request, f"{shown.subject_ref}: {_told(decided)}.")
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    return redirect(back) if safe else redirect("governance:vote", ref=shown.ref)


def _told(approval: Approval) -> str:
    return "your vote is cast" if approval.state == "OPEN" else f"your vote is cast, it is {approval.get_state_display().lower()}"  # fmt: skip


def _page(
    request: HttpRequest, user: User, shown: Approval, form: forms.BallotForm | None = None, token: str = "", status: int = 200,
) -> HttpResponse:  # fmt: skip
    context = {
        **queries.shown_of(queries.same_subject(user, shown), user), "form": form, "token": token, "base": _base(user),
        "told": panels_for("vote", user, shown), "actions": actions_for("approval", user, shown) if shown.state in ("OPEN", "EXPIRED") else [],
    }  # fmt: skip
    return render(request, "governance/vote_page.html", {"panel": context, **context}, status=status)  # fmt: skip


def _base(user: User) -> str:
    """The desk's frame for those who hold a role, the portal's for everybody else."""
    return "svs/base.html" if user.has_role(*READERS) else "portal/base.html"
