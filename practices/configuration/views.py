"""Pages of items: list, one item and what hangs on it, lists that are brought."""

import csv
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from practices.configuration import access, forms, operations, queries, rules
from svs.accounts.models import User
from svs.errors import Forbidden, RuleViolation
from svs.events.actor import actor_of
from svs.extensions import panels_for
from svs.htmx import is_htmx
from svs.permissions.access import get_or_404
from svs.web.exports import guarded
from svs.web.pages import page_of, show_violation, viewer

SHOWN = 100  # rows of a preview on one page


def _reader(request: HttpRequest) -> User:
    user = viewer(request)
    if not access.may_read(user):
        raise Forbidden
    return user


def _writer(request: HttpRequest) -> User:
    user = viewer(request)
    if not access.may_write(user):
        raise Forbidden
    return user


@require_safe
def items(request: HttpRequest) -> HttpResponse:
    """What services are made of, by name."""
    user, asked = _reader(request), request.GET
    words, kind = asked.get("q", "")[:80].strip(), asked.get("kind", "")
    retired = asked.get("retired") == "1"
    rows = queries.item_list(user, words=words, kind=kind if kind in dict(queries.kinds()) else "", retired=retired)  # fmt: skip
    context = {
        **page_of(request, rows), "words": words, "kind": kind, "kinds": queries.kinds(), "retired": retired,
        "may_write": access.may_write(user),
    }  # fmt: skip
    return render(request, "configuration/item_list.html", context)


@require_safe
def item(request: HttpRequest, number: int) -> HttpResponse:
    """One item: what it hangs on, and what depends on it."""
    return _page(request, number)


def _page(request: HttpRequest, number: int, form: forms.RelateForm | None = None) -> HttpResponse:
    user = _reader(request)
    found = get_or_404(user, "view", queries.item_page(user), pk=number)
    words = request.GET.get("q", "")[:80].strip()
    affected = queries.affected(user, found)
    context: dict[str, Any] = {
        "item": found, "relations": queries.relations(user, found), "affected": affected[:SHOWN], "all_affected": len(affected),
        "history": queries.history(found), "panels": panels_for("item", user, found), "words": words,
    }  # fmt: skip
    if access.may_write(user):
        context["form"] = form or forms.RelateForm(user, words=words, itself=found.pk)
    return render(request, "configuration/item_page.html", context, status=400 if form else 200)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Add an item."""
    user = _writer(request)
    form = forms.ItemForm(user, request.POST or None)
    if form.is_valid():
        try:
            made = operations.create_item(actor=actor_of(request), **form.said())
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            messages.success(request, f"{made.name} added.")
            return redirect("configuration:item", number=made.pk)
    return render(request, "configuration/item_form.html", {"form": form}, status=400 if form.errors else 200)  # fmt: skip


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, number: int) -> HttpResponse:
    """Change an item."""
    user = _reader(request)
    found = get_or_404(user, access.EDIT, queries.item_page(user), pk=number)
    first = {"name": found.name, "kind": found.kind, "service": found.service_id}
    form = forms.ItemForm(user, request.POST or None, initial=first)
    if form.is_valid():
        try:
            operations.change_item(item=found, actor=actor_of(request), fields=form.said())
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            messages.success(request, f"{form.cleaned_data['name']} changed.")
            return redirect("configuration:item", number=number)
    context = {"form": form, "item": found}
    return render(request, "configuration/item_form.html", context, status=400 if form.errors else 200)  # fmt: skip


@require_POST
def use(request: HttpRequest, number: int, is_active: bool) -> HttpResponse:
    """Retire an item, or take it into use again."""
    user = _reader(request)
    found = get_or_404(user, access.EDIT, queries.item_page(user), pk=number)
    act = operations.restore_item if is_active else operations.retire_item
    act(item=found, actor=actor_of(request))
    messages.success(request, f"{found.name} is in use again." if is_active else f"{found.name} retired.")  # fmt: skip
    return redirect("configuration:item", number=number)


@require_POST
def relate(request: HttpRequest, number: int) -> HttpResponse:
    """Let an item hang on another."""
    user = _reader(request)
    found = get_or_404(user, access.EDIT, queries.item_page(user), pk=number)
    form = forms.RelateForm(user, request.POST, itself=found.pk)
    if not form.is_valid():
        return _page(request, number, form)
    data = form.cleaned_data
    try:
        operations.relate_items(item=found, actor=actor_of(request), kind=data["kind"], target_id=data["item"])  # fmt: skip
    except RuleViolation as violation:
        show_violation(form, violation)
        return _page(request, number, form)
    return redirect("configuration:item", number=number)


@require_POST
def unrelate(request: HttpRequest, number: int, relation: int) -> HttpResponse:
    """Take a relation away."""
    user = _reader(request)
    found = get_or_404(user, access.EDIT, queries.item_page(user), pk=number)
    operations.unrelate_items(item=found, actor=actor_of(request), relation_id=relation)
    return redirect("configuration:item", number=number)


@require_safe
def pick(request: HttpRequest) -> HttpResponse:
    """Items by words, as the options of a select: the type-ahead of every picker."""
    user = _reader(request)
    words = request.GET.get("q", "")[:80].strip()
    if not is_htmx(request):
        return redirect(f"{reverse('configuration:items')}?{urlencode({'q': words})}")
    found = queries.choices(user, words)
    return render(request, "configuration/_options.html", {"choices": found})


@require_http_methods(["GET", "POST"])
def bring(request: HttpRequest) -> HttpResponse:
    """Bring a list of items; it is shown before anything is taken in."""
    user = _writer(request)
    form = forms.ListForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            brought = operations.bring_list(
                actor=actor_of(request), user=user, raw=form.cleaned_data["file"].read(rules.MOST_BYTES + 1)
            )  # fmt: skip
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            return redirect("configuration:preview", number=brought.pk)
    return render(request, "configuration/import_form.html", {"form": form}, status=400 if form.errors else 200)  # fmt: skip


@require_http_methods(["GET", "POST"])
def preview(request: HttpRequest, number: int) -> HttpResponse:
    """A list that was brought: what would come of it; once taken in, how far it is and what came of it."""
    user = _writer(request)
    brought = get_or_404(user, "view", queries.imports(user), pk=number)
    if request.method == "POST":
        try:
            operations.take_list(brought=brought, actor=actor_of(request))
        except RuleViolation as violation:
            messages.error(request, violation.message)
        return redirect("configuration:preview", number=number)
    context: dict[str, Any] = {"brought": brought, "job": queries.job_of(brought)}
    if brought.taken_at is None and brought.job_id is None:
        plan = queries.plan_of(user, brought)
        context |= {
            "plan": plan, "rejects": [[one.line, one.name, one.why] for one in plan.rejects][:SHOWN],
            "good": plan.good[:SHOWN], "rejected": len(plan.rejects),
        }  # fmt: skip
    else:
        rejects = brought.result.get("rejects", [])
        context |= {"rejects": rejects[:SHOWN], "rejected": len(rejects)}
    return render(request, "configuration/import_page.html", context)


@require_safe
def rejects(request: HttpRequest, number: int) -> HttpResponse:
    """The rows that stayed out, with the reason, to mend and bring again."""
    user = _writer(request)
    brought = get_or_404(user, "view", queries.imports(user), pk=number)
    if brought.taken_at is None:
        raise Http404
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="items-{number}-rejects.csv"'
    writer = csv.writer(answer)
    writer.writerow(["line", "name", "why"])
    for line, name, why in brought.result.get("rejects", []):
        writer.writerow([line, guarded(name), guarded(why)])
    return answer
