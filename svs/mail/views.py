"""Mailboxes, and the mail that a person has to look at."""

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from svs.accounts.models import User
from svs.errors import Forbidden, RuleViolation
from svs.events.actor import actor_of
from svs.mail import access, forms, operations, queries, rules, showing
from svs.mail.models import InboundMail
from svs.permissions.access import get_or_404
from svs.web.limits import limited
from svs.web.pages import page_of, show_violation, viewer

STATES = [
    ("quarantined", "In quarantine"), ("deleted", "Deleted"), ("noted", "Noted"), ("dropped", "Dropped"), ("waiting", "Waiting"),
]  # fmt: skip


def _administrator(request: HttpRequest) -> User:
    user = viewer(request)
    if not access.may_set_up(user):
        raise Forbidden
    return user


@require_safe
def mailbox_list(request: HttpRequest) -> HttpResponse:
    """The addresses people write to, and whether they answer."""
    user = _administrator(request)
    return render(request, "mail/mailbox_list.html", page_of(request, queries.mailboxes(user)))


@require_http_methods(["GET", "POST"])
def new_mailbox(request: HttpRequest) -> HttpResponse:
    """Add one."""
    user = _administrator(request)
    form = forms.MailboxForm(user, request.POST or None)
    if form.is_valid():
        said = form.said()
        try:
            made = operations.create_mailbox(
                actor=actor_of(request), user=user, password=form.cleaned_data["password"], **said
            )
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            messages.success(request, f"{made.address} added.")
            return redirect("mail:edit_mailbox", number=made.pk)
    return render(request, "mail/mailbox_form.html", {"form": form}, status=400 if form.errors else 200)  # fmt: skip


@require_http_methods(["GET", "POST"])
def edit_mailbox(request: HttpRequest, number: int) -> HttpResponse:
    """Change one, see when it was read last."""
    user = _administrator(request)
    mailbox = get_or_404(user, access.EDIT, queries.mailboxes(user), pk=number)
    form = forms.MailboxForm(user, request.POST or None, initial=forms.first_values(mailbox))
    if form.is_valid():
        data = form.cleaned_data
        try:
            operations.change_mailbox(
                mailbox=mailbox, actor=actor_of(request), user=user, fields=form.said(), password=data["password"],
                version=data["version"],
            )  # fmt: skip
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            messages.success(request, f"{mailbox.address} changed.")
            return redirect("mail:edit_mailbox", number=number)
    context = {"form": form, "mailbox": mailbox}
    return render(request, "mail/mailbox_form.html", context, status=400 if form.errors else 200)


@limited("check_mailbox", 6)
@require_POST
def check_mailbox(request: HttpRequest, number: int) -> HttpResponse:
    """Does it answer, and how many mails wait there?"""
    user = _administrator(request)
    mailbox = get_or_404(user, access.EDIT, queries.mailboxes(user), pk=number)
    try:
        found = operations.check_mailbox(mailbox=mailbox)
    except RuleViolation as violation:
        messages.error(request, violation.message)
    else:
        messages.success(request, f"It answers; {found} new {'mail' if found == 1 else 'mails'} there.")  # fmt: skip
    return redirect("mail:edit_mailbox", number=number)


@require_POST
def resume_mailbox(request: HttpRequest, number: int) -> HttpResponse:
    """Ask it again after it was given up."""
    user = _administrator(request)
    mailbox = get_or_404(user, access.EDIT, queries.mailboxes(user), pk=number)
    try:
        operations.resume_mailbox(mailbox=mailbox, actor=actor_of(request))
    except RuleViolation as violation:
        messages.error(request, violation.message)
    else:
        messages.success(request, "It is asked again within a minute.")
    return redirect("mail:edit_mailbox", number=number)


def _looker(request: HttpRequest) -> User:
    user = viewer(request)
    if not access.may_look_through(user):
        raise Forbidden
    return user


@require_safe
def quarantine(request: HttpRequest) -> HttpResponse:
    """Mail that waits for a person, newest first; and what became of other mail that made no ticket."""
    user = _looker(request)
    states = [one for one in STATES if one[0] in access.states_of(user)]
    state = request.GET.get("state", "quarantined")
    verdict, words = request.GET.get("verdict", ""), request.GET.get("q", "").strip()[:100]
    rows = queries.mails(user, state=state, verdict=verdict, words=words)
    context = {
        **page_of(request, rows), "state": state, "states": states, "verdict": verdict, "q": words,
        "verdicts": rules.WORDS.items(), "floods": queries.floods(user), "may_decide": state == "quarantined",
    }  # fmt: skip
    return render(request, "mail/quarantine.html", context)


@require_safe
def mail(request: HttpRequest, number: int) -> HttpResponse:
    """One mail as text, and what can be done with it."""
    return _page(request, number)


def _page(request: HttpRequest, number: int, failed: dict[str, Any] | None = None) -> HttpResponse:
    user, failed = _looker(request), failed or {}
    found = get_or_404(user, "view", queries.one(user), pk=number)
    shown = found.state in (InboundMail.State.QUARANTINED, InboundMail.State.DELETED)
    context = {
        "mail": found, "said": queries.read(found) if shown else None, "shown": shown,
        "may_decide": found.state == InboundMail.State.QUARANTINED, "take": failed.get("take") or forms.TakeForm(),
        "add": failed.get("add") or forms.AddForm(initial={"ref": found.ticket_ref}), "delete": failed.get("delete") or forms.DeleteForm(),
    }  # fmt: skip
    return render(request, "mail/mail.html", context, status=409 if failed else 200)


@require_safe
def raw(request: HttpRequest, number: int) -> HttpResponse:
    """The mail as it came, to take away."""
    user = _looker(request)
    found = get_or_404(user, "view", queries.one(user), pk=number)
    if found.raw is None or found.state not in (InboundMail.State.QUARANTINED, InboundMail.State.DELETED):  # fmt: skip
        raise Http404
    return showing.as_it_came(found)


def _decide(name: str, shape: type[django_forms.Form], words: str, do: Callable[..., InboundMail]) -> Callable[..., HttpResponse]:  # fmt: skip
    """One thing a person decides about one mail; errors stand in its form."""

    @require_POST
    def view(request: HttpRequest, number: int) -> HttpResponse:
        user = _looker(request)
        found = get_or_404(user, access.DECIDE, queries.one(user), pk=number)
        form = shape(request.POST)
        if form.is_valid():
            try:
                done = do(mail=found, actor=actor_of(request), user=user, **form.cleaned_data)
            except RuleViolation as violation:
                show_violation(form, violation)
            else:
                messages.success(request, words.format(ref=done.ticket_ref))
                return redirect("mail:quarantine")
        return _page(request, number, {name: form})

    return view


take = _decide("take", forms.TakeForm, "It is {ref} now.", operations.release_as_ticket)
add = _decide("add", forms.AddForm, "It stands on {ref}.", operations.release_to_ticket)
delete = _decide("delete", forms.DeleteForm, "Deleted.", operations.delete_mail)


@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """The same for many: each for itself, and told how many went well."""
    user = _looker(request)
    form = forms.BulkForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choose the mails first.")
        return redirect("mail:quarantine")
    data, actor = form.cleaned_data, actor_of(request)

    def do(one: InboundMail) -> InboundMail:
        if data["do"] == "take":
            return operations.release_as_ticket(mail=one, actor=actor, user=user)
        return operations.delete_mail(mail=one, actor=actor, user=user, why=data["why"])

    told = operations.decide_many(mails=queries.chosen(user, data["mail"]), do=do)
    faults = [words for words in told.values() if words]
    if faults:
        messages.error(request, f"{len(faults)} of {len(told)} were left: {faults[0]}")
    elif told:
        messages.success(
            request,
            f"{len(told)} {'mail' if len(told) == 1 else 'mails'}: {'taken in' if data['do'] == 'take' else 'deleted'}.",
        )
    return redirect("mail:quarantine")
