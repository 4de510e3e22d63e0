"""Let a ticket go on in another, or as one of another kind."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from practices.desk import access, states
from practices.desk.operations import merging as operations
from practices.desk.queries import around
from svs.accounts.models import User
from svs.errors import RuleViolation
from svs.events.actor import actor_of
from svs.htmx import render_fragment
from svs.permissions.access import get_or_404
from svs.web.forms import Form
from svs.web.pages import show_violation, viewer

KNOWN = ("team", "service", "requester", "category")


class MergeForm(Form):
    """The ticket to go on in."""

    into = forms.CharField(
        label="Goes on in", max_length=20, help_text="Its number, as in INC-1042."
    )
    shares = forms.BooleanField(
        label="Who reads one of them may read what was said on the other", required=False
    )

    def clean_into(self) -> str:
        return str(self.cleaned_data["into"]).strip().upper()


class ConvertForm(Form):
    """The kind to go on as."""

    kind = forms.ChoiceField(label="Goes on as")

    def __init__(self, kinds: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        self.kinds = kinds
        super().__init__(*args, **kwargs)

    def offer(self) -> None:
        field = self.fields["kind"]
        if isinstance(field, forms.ChoiceField):
            field.choices = self.kinds


def _ticket(user: User, kind: str, ref: str) -> Any:
    return get_or_404(user, access.MERGE, access.visible_to(user).of_kind(kind).select_related(*KNOWN), ref=ref)  # fmt: skip


@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, kind: str, ref: str) -> HttpResponse:
    """Merge it into another; one that this person does not see is not there."""
    user = viewer(request)
    ticket = _ticket(user, kind, ref)
    form = MergeForm(request.POST or None)
    if form.is_valid():
        into = access.visible_to(user).filter(ref=form.cleaned_data["into"]).first()
        try:
            if into is None or not access.may(user, access.MERGE, into):
                raise RuleViolation("no_such_ticket", "There is no such ticket.", field="into")
            target = operations.merge(
                ticket=ticket,
                into=into,
                actor=actor_of(request),
                by=user,
                shares=form.cleaned_data["shares"],
            )
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            messages.success(request, f"{ref} goes on here.")
            return redirect(target)
    context = {"ticket": ticket, "form": form, "title": f"Merge {ref}", "offered": around.to_link(user, ticket, "")}  # fmt: skip
    return render_fragment(request, "desk/_merge.html", context, status=409 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def convert(request: HttpRequest, kind: str, ref: str) -> HttpResponse:
    """Convert it to another kind: a new ticket takes the conversation."""
    user = viewer(request)
    ticket = _ticket(user, kind, ref)
    kinds = [(key, one.label) for key, one in states.kinds().items() if key != kind]
    form = ConvertForm(kinds, request.POST or None)
    if form.is_valid():
        try:
            new = operations.convert(ticket=ticket, kind=form.cleaned_data["kind"], actor=actor_of(request))  # fmt: skip
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            messages.success(request, f"{ref} goes on as {new.ref}.")
            return redirect(new)
    context = {"ticket": ticket, "form": form, "title": f"Convert {ref}", "kinds": kinds}
    return render_fragment(request, "desk/_convert.html", context, status=409 if form.errors else 200)  # fmt: skip
