"""Pages of articles: for the desk that writes them, and for everybody on the portal."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from practices.knowledge import access, forms, operations, queries, rules, states
from svs.accounts.models import User
from svs.errors import Forbidden, RuleViolation, StaleVersion
from svs.events.actor import actor_of
from svs.extensions import panels_for
from svs.permissions.access import get_or_404
from svs.web.limits import limited
from svs.web.pages import number_asked, page_of, show_violation, viewer

DO = {"publish": operations.publish_article, "retire": operations.retire_article}


def _writer(request: HttpRequest) -> User:
    user = viewer(request)
    if not access.may_write(user):
        raise Forbidden
    return user


@require_safe
def articles(request: HttpRequest) -> HttpResponse:
    """What is known, changed last first, or by words best first."""
    user, asked = viewer(request), request.GET
    if not access.reads_internal(user):
        return redirect("knowledge:answers")
    words, state = asked.get("q", "")[:120].strip(), asked.get("state", "")
    rows = queries.article_list(
        user, words=words, state=state if state in states.LABELS else "", service_id=number_asked(request, "service")
    )  # fmt: skip
    context = {**page_of(request, rows), "words": words, "state": state, "states": states.LABELS.items(), "may_write": access.may_write(user)}  # fmt: skip
    return render(request, "knowledge/article_list.html", context)


@require_safe
def article(request: HttpRequest, ref: str) -> HttpResponse:
    """One article, and what can be done with it."""
    user = viewer(request)
    found = get_or_404(user, "view", queries.article_page(user), ref=ref)
    if not access.reads_internal(user):
        return redirect("knowledge:answer", ref=ref)
    verbs = [
        verb for verb in states.LIFECYCLE.actions(found.state) if access.may(user, verb, found)
    ]
    context = {
        "article": found, "body": _drawn(found.body), "verbs": verbs, "may_edit": access.may(user, access.EDIT, found),
        "history": queries.history(found), "panels": panels_for("article", user, found),
    }  # fmt: skip
    return render(request, "knowledge/article_page.html", context)


def _drawn(text: str) -> SafeString:
    return mark_safe(rules.html(text))  # noqa: S308 -- made without raw HTML, and cleaned by nh3


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Write an answer down."""
    user = _writer(request)
    first = {
        "title": request.GET.get("title", "")[:200],
        "service": number_asked(request, "service"),
    }
    form = forms.ArticleForm(user, request.POST or None, initial=first)
    if form.is_valid():
        try:
            made = operations.write_article(actor=actor_of(request), **form.said())
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            messages.success(request, f"{made.ref} is a draft: publish it when it is right.")
            return redirect(made)
    return _form(request, form, None)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, ref: str) -> HttpResponse:
    """Change an article; where somebody else was quicker, the words stay in the form."""
    user = viewer(request)
    found = get_or_404(user, access.EDIT, queries.article_page(user), ref=ref)
    form = forms.ArticleForm(user, request.POST or None, initial=forms.article_values(found))
    if form.is_valid():
        try:
            operations.change_article(article=found, actor=actor_of(request), fields=form.said(), version=form.cleaned_data["version"])  # fmt: skip
        except StaleVersion:
            form = _again(user, request, found)
            form.add_error(None, "Somebody changed it since you opened it; it stands below. Save again to let your words hold.")  # fmt: skip
            return _form(request, form, found, stale=True)
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            messages.success(request, f"{ref} changed.")
            return redirect(found)
    return _form(request, form, found)


def _again(user: User, request: HttpRequest, found: Any) -> forms.ArticleForm:
    data = request.POST.copy()
    data["version"] = str(found.version)
    form = forms.ArticleForm(user, data)
    form.is_valid()
    return form


def _form(request: HttpRequest, form: forms.ArticleForm, found: Any, *, stale: bool = False) -> HttpResponse:  # fmt: skip
    context = {"form": form, "article": found, "stands": _drawn(found.body) if stale else ""}
    status = 409 if stale else 400 if form.errors else 200
    return render(request, "knowledge/article_form.html", context, status=status)


@require_POST
def move(request: HttpRequest, ref: str, verb: str) -> HttpResponse:
    """Publish or retire it."""
    user = viewer(request)
    found = get_or_404(user, verb, queries.article_page(user), ref=ref)
    try:
        DO[verb](article=found, actor=actor_of(request))
    except RuleViolation as violation:
        messages.error(request, violation.message)
    else:
        messages.success(request, f"{ref} is {'published' if verb == 'publish' else 'retired'}.")
    return redirect(found)


@require_safe
def answers(request: HttpRequest) -> HttpResponse:
    """What everybody may read, on the portal."""
    user, words = viewer(request), request.GET.get("q", "")[:120].strip()
    rows = queries.article_list(user, words=words, state=states.PUBLISHED, audience="public")
    return render(request, "portal/answers.html", {**page_of(request, rows), "words": words})


@require_safe
def answer(request: HttpRequest, ref: str) -> HttpResponse:
    """One answer on the portal."""
    user = viewer(request)
    seen = queries.article_page(user).published().filter(audience="public")  # type: ignore[attr-defined]
    found = get_or_404(user, "view", seen, ref=ref)
    return render(request, "portal/answer.html", {"article": found, "body": _drawn(found.body)})


@require_safe
@limited("search", 240)
def known(request: HttpRequest) -> HttpResponse:
    """Known answers while somebody says what is wrong."""
    found = queries.suggest(viewer(request), request.GET.get("title", "")[:200], public=True)
    return render(request, "portal/_known.html", {"known": found})
