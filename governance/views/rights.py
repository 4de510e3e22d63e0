"""Pages of the table of decision rights: who decides what, drafts of it, and a box to try a case in."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance.access import rights as access
from governance.forms import rights as forms
from governance.operations import rights as operations
from governance.queries import rights as queries
from governance.queries import trying, usefulness
from governance.rules import ladder
from governance.rules.usefulness import DAYS
from governance.views.boards import reader
from svs import gates
from svs.accounts.models import User
from svs.errors import Forbidden, RuleViolation
from svs.events.actor import actor_of
from svs.web.pages import show_violation


def _drafter(request: HttpRequest) -> User:
    user = reader(request)
    if not access.may_draft(user):
        raise Forbidden
    return user


def _versions(user: User, ref: str) -> list[Any]:
    found = queries.versions(user, ref)
    if not found:
        raise Http404
    return found


def _draft(user: User, ref: str) -> Any:
    found = queries.draft_of(_versions(user, ref))
    if found is None:
        raise Http404
    return found


@require_safe
def right_list(request: HttpRequest) -> HttpResponse:
    """Who decides what, by subject, and what it costs."""
    user = reader(request)
    context = {"groups": queries.table_page(user), "may_draft": access.may_draft(user)}
    return render(request, "governance/right_list.html", context)


@require_safe
def right(request: HttpRequest, ref: str) -> HttpResponse:
    """One row: for which cases, who decides, why, what it is worth, and how it was before."""
    user = reader(request)
    found = queries.with_boards(_versions(user, ref))
    now = queries.version_in_force(found)
    draft = queries.draft_of(found)
    shown = now or draft or found[0]
    asked = queries.open_approval(draft) if draft else None
    context = {
        "right": shown, "in_force": now, "draft": draft, "asked": asked, "versions": found, "now": timezone.now(),
        "use": usefulness.usefulness([shown])[shown.pk], "lower": ladder.lower(shown.steps), "may_draft": access.may_draft(user),
        "named": queries.board_names(),
    }  # fmt: skip
    return render(request, "governance/right_page.html", context)


@require_http_methods(["GET", "POST"])
def new_right(request: HttpRequest) -> HttpResponse:
    """Write a new row."""
    _drafter(request)
    form = forms.RightForm(request.POST or None, initial={"subject": request.GET.get("subject", "change")})  # fmt: skip
    if form.is_valid():
        try:
            made = operations.draft_right(actor=actor_of(request), **form.said())
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            messages.success(request, f"{made.ref} is a draft. Try it, then propose it.")
            return redirect("governance:right", ref=made.ref)
    return render(request, "governance/right_form.html", {"form": form}, status=400 if form.errors else 200)  # fmt: skip


@require_http_methods(["GET", "POST"])
def edit_right(request: HttpRequest, ref: str) -> HttpResponse:
    """Edit the draft of a row; where there is none, the next version is begun."""
    user = _drafter(request)
    found = _versions(user, ref)
    draft = queries.draft_of(found)
    base = draft or queries.version_in_force(found) or found[0]
    form = forms.RightForm(request.POST or None, of=base)
    if form.is_valid():
        try:
            if draft:
                operations.edit_draft(draft=draft, actor=actor_of(request), fields=form.said())
            else:
                operations.draft_next(right=base, actor=actor_of(request), **form.said())
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            messages.success(request, f"The draft of {ref} is kept. It holds once it is adopted.")
            return redirect("governance:right", ref=ref)
    context = {"form": form, "right": base, "draft": draft}
    return render(request, "governance/right_form.html", context, status=400 if form.errors else 200)  # fmt: skip


@require_POST
def lower(request: HttpRequest, ref: str) -> HttpResponse:
    """Write the next version a rung lower, from what the approvals showed."""
    found = _versions(_drafter(request), ref)
    now = queries.version_in_force(found)
    if now is None:
        raise Http404
    use = usefulness.usefulness([now])[now.pk]
    why = f"{use.n} approvals in {DAYS} days changed {use.changed or 'nothing'}; who is asked less decides sooner."  # fmt: skip
    return _then(request, ref, f"{ref}, a rung lower, is a draft. Propose it.", lambda: operations.draft_lower(right=now, actor=actor_of(request), why=why))  # fmt: skip


@require_POST
def end(request: HttpRequest, ref: str) -> HttpResponse:
    """Write a draft by which the row goes."""
    found = _versions(_drafter(request), ref)
    now = queries.version_in_force(found)
    if now is None:
        raise Http404
    return _then(request, ref, f"Once it is adopted, {ref} is no more.", lambda: operations.draft_next(right=now, actor=actor_of(request), ends=True))  # fmt: skip


@require_POST
def propose(request: HttpRequest, ref: str) -> HttpResponse:
    """Put a draft before those who decide."""
    draft = _draft(_drafter(request), ref)
    answers: list[str] = []
    done = _then(request, ref, "", lambda: answers.append(operations.propose_right(draft=draft, actor=actor_of(request))))  # fmt: skip
    if answers:
        adopted = answers[0] == gates.APPROVED
        messages.success(request, f"{ref} is adopted." if adopted else f"{ref} lies before those who decide.")  # fmt: skip
    return done


@require_POST
def take_back(request: HttpRequest, ref: str) -> HttpResponse:
    """Ask nobody about a draft any more."""
    draft = _draft(_drafter(request), ref)
    return _then(request, ref, "Taken back: nobody is asked any more.", lambda: operations.take_back_right(draft=draft, actor=actor_of(request)))  # fmt: skip


@require_POST
def discard(request: HttpRequest, ref: str) -> HttpResponse:
    """Give a draft up."""
    draft = _draft(_drafter(request), ref)
    return _then(request, ref, "The draft is discarded.", lambda: operations.discard_draft(draft=draft, actor=actor_of(request)))  # fmt: skip


def _then(request: HttpRequest, ref: str, words: str, do: Any) -> HttpResponse:
    try:
        do()
    except RuleViolation as violation:
        messages.error(request, violation.message)
    else:
        if words:
            messages.success(request, words)
    return redirect("governance:right", ref=ref)


@require_safe
def try_out(request: HttpRequest) -> HttpResponse:
    """What would happen to a case, and what a draft would have done with those of the past."""
    user = reader(request)
    drafts = list(queries.drafts(user))
    form = forms.TryForm(_asked(request), user=user, drafts=drafts)
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        said = form.cleaned_data
        draft = next((row for row in drafts if row.ref == said["draft"] and row.subject == said["subject"]), None)  # fmt: skip
        context |= {
            "outcome": trying.try_case(subject=said["subject"], said=said, service_id=said["service"], draft=draft),
            "past": trying.past(said["subject"], draft), "draft": draft, "named": queries.board_names(),
        }  # fmt: skip
    return render(request, "governance/right_try.html", context, status=400 if form.errors else 200)


def _asked(request: HttpRequest) -> Any:
    """What is asked; with nothing, a normal change of medium risk."""
    asked = request.GET.copy()
    if "subject" not in asked:
        asked["subject"], asked["variety"], asked["risk"] = "change", "normal", str(gates.MEDIUM)
        asked["service"] = queries.first_service(reader(request))
    return asked
