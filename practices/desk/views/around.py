"""What hangs on a ticket, on its page: who watches it, its tasks, its links. Each is a fragment with an address of its own."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from practices.desk import access
from practices.desk.operations import checklist as tasks
from practices.desk.operations import linking, watchers
from practices.desk.queries import around as queries
from practices.desk.queries import people
from practices.desk.queries.beside import beside
from practices.desk.rules import LINK_WORDS
from svs.accounts.models import User
from svs.errors import Forbidden, RuleViolation
from svs.events.actor import actor_of
from svs.htmx import render_fragment
from svs.permissions.access import get_or_404
from svs.web.pages import number_asked, viewer

Did = dict[str, Any]  # what the fragment shows besides, after something was done


def _ticket(user: User, kind: str, ref: str, verb: str) -> Any:
    seen: Any = access.visible_to(user).of_kind(kind).select_related("team", "service")
    return get_or_404(user, verb, seen, ref=ref)


def _panel(
    request: HttpRequest, ticket: Any, template: str, more: Did, *, done: bool = False
) -> HttpResponse:
    user = viewer(request)
    context = {
        "ticket": ticket, "beside": beside(user, ticket), "works": access.may(user, access.LINK, ticket), "title": ticket.ref,
        "watches": access.watches(user, ticket), "opened": True, **more,
    }  # fmt: skip
    fault = more.get("fault", "")
    status = 409 if fault else 200
    return render_fragment(request, template, context, done=ticket if done and not fault else None, status=status)  # fmt: skip


def _number(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _do(request: HttpRequest, acts: dict[str, Callable[[], Did | None]]) -> Did:
    """Do the first of these that was asked for; a broken rule is told in the fragment."""
    for name, act in acts.items():
        if name in request.POST:
            try:
                return act() or {}
            except RuleViolation as violation:
                return {"fault": violation.message, "said": request.POST.dict()}
    return {}


@require_http_methods(["GET", "POST"])
def watch(request: HttpRequest, kind: str, ref: str) -> HttpResponse:
    """Watch it (`me`), no longer (`not_me`); the desk adds somebody by address (`person`) and takes them away (`remove`)."""
    user = viewer(request)
    ticket = _ticket(user, kind, ref, access.WATCHERS if request.method == "GET" else access.VIEW)
    if request.method == "GET":
        return _panel(request, ticket, "desk/_watchers.html", {})
    said: Any = {"ticket": ticket, "actor": actor_of(request)}
    if "not_me" in request.POST:
        watchers.unwatch(user_id=user.pk, **said)
        messages.success(request, f"You do not watch {ref} any longer.")
        return redirect(ticket if access.visible_to(user).filter(pk=ticket.pk).exists() else "home")
    others = "person" in request.POST or "remove" in request.POST
    if not access.may(user, access.WATCHERS if others else access.WATCH, ticket):
        raise Forbidden
    did = _do(
        request,
        {
            "me": lambda: _told(request, watchers.watch(user=user, by=user, **said), f"You watch {ref}."),
            "person": lambda: _add(user, request.POST["person"], said),
            "remove": lambda: _told(request, watchers.unwatch(user_id=_number(request, "remove"), **said), ""),
        },
    )  # fmt: skip
    return _panel(request, ticket, "desk/_watchers.html", did, done=True)


def _told(request: HttpRequest, did: bool, words: str) -> None:
    if did and words:
        messages.success(request, words)


def _add(user: User, address: str, said: dict[str, Any]) -> None:
    whom = people.by_address(address[:254])
    if whom is None:
        raise RuleViolation("unknown_person", "Nobody here has that e-mail address.", field="person")  # fmt: skip
    watchers.watch(user=whom, by=user, **said)


@require_http_methods(["GET", "POST"])
def checklist(request: HttpRequest, kind: str, ref: str) -> HttpResponse:
    """The tasks: add one, check it off or open it again, change it, move it up or down, take it away and put it back."""
    user = viewer(request)
    ticket = _ticket(user, kind, ref, access.TASKS)
    if request.method == "GET":
        return _panel(request, ticket, "desk/_tasks.html", {"editing": number_asked(request, "edit")})  # fmt: skip
    said: Any = {"ticket": ticket, "actor": actor_of(request)}

    def one(name: str) -> int:
        found = _number(request, name)
        if not queries.tasks_of(ticket.pk).filter(pk=found).exists():
            raise Http404
        return found

    def turn(name: str, *, is_done: bool) -> None:
        tasks.change_task(task_id=one(name), is_done=is_done, **said)

    def move(name: str, step: int) -> None:
        task = queries.tasks_of(ticket.pk).get(pk=one(name))
        tasks.change_task(task_id=task.pk, place=max(0, task.place + step), **said)

    did = _do(
        request,
        {
            "check": lambda: turn("check", is_done=True),
            "open": lambda: turn("open", is_done=False),
            "up": lambda: move("up", -1),
            "down": lambda: move("down", 1),
            "remove": lambda: {"deleted": tasks.delete_task(task_id=one("remove"), **said)},
            "change": lambda: _change(request, one("change"), said),
            "add": lambda: _add_task(request, said),
        },
    )  # fmt: skip
    if "fault" in did and "change" in request.POST:
        did["editing"] = _number(request, "change")
    return _panel(request, ticket, "desk/_tasks.html", did, done="deleted" not in did)


def _add_task(request: HttpRequest, said: dict[str, Any]) -> None:
    place = _number(request, "place") if "place" in request.POST else None
    tasks.add_task(title=request.POST["add"], place=place, **said)


def _change(request: HttpRequest, task_id: int, said: dict[str, Any]) -> None:
    address = request.POST.get("person", "").strip()
    whom = people.by_address(address[:254]) if address else None
    if address and (whom is None or not access.is_agent(whom)):
        raise RuleViolation("unknown_agent", "Nobody of the desk has that e-mail address.", field="person")  # fmt: skip
    tasks.change_task(
        task_id=task_id, title=request.POST.get("title", ""), assignee_id=whom.pk if whom else None,
        version=_number(request, "version"), **said,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def links(request: HttpRequest, kind: str, ref: str) -> HttpResponse:
    """What it has to do with other tickets: add a link by number, take one back."""
    user = viewer(request)
    ticket = _ticket(user, kind, ref, access.LINK)
    if request.method == "GET":
        return _panel(request, ticket, "desk/_links.html", {"adding": "add" in request.GET, "relations": LINK_WORDS})  # fmt: skip

    def add() -> None:
        relation = request.POST.get("relation", "relates")
        seen = access.visible_to(user).filter(ref=request.POST["ref"].strip().upper()[:20]).first()
        if seen is None or relation not in LINK_WORDS or not access.may(user, access.LINK, seen):
            raise RuleViolation("no_such_ticket", "There is no such ticket.", field="ref")
        linking.relate(ticket=ticket, other=seen, relation=relation, actor=actor_of(request))

    def remove() -> None:
        link_id = _number(request, "remove")
        if queries.end_of(user, ticket.pk, link_id) is None:
            raise Http404
        linking.unrelate(ticket=ticket, link_id=link_id, actor=actor_of(request))

    did = _do(request, {"ref": add, "remove": remove})
    more = {"adding": "fault" in did, "relations": LINK_WORDS}
    return _panel(request, ticket, "desk/_links.html", {**more, **did}, done=True)


def _words(request: HttpRequest) -> str:
    """What the field holds from which htmx asks, whatever its name."""
    return next((request.GET[name] for name in ("q", "ref", "into", "person") if name in request.GET), "")[:80].strip()  # fmt: skip


@require_safe
def pick_ticket(request: HttpRequest, kind: str, ref: str) -> HttpResponse:
    """Tickets to name in a form on this one, by number or a word, as the options of its field."""
    user = viewer(request)
    ticket = _ticket(user, kind, ref, access.LINK)
    found = queries.to_link(user, ticket, _words(request))
    return render(request, "desk/_options.html", {"options": found})


@require_safe
def pick_person(request: HttpRequest) -> HttpResponse:
    """People to name in a form, by a part of their name, as the options of its field. For the desk."""
    if not access.is_agent(viewer(request)):
        raise Forbidden
    found = people.named(_words(request))
    return render(request, "desk/_options.html", {"options": found})
