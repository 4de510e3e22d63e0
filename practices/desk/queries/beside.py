"""What stands beside a ticket's conversation: its life, tasks, links, watchers, and what was merged into it. One statement."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils import timezone

from practices.desk import access, states
from practices.desk.rules import FROM_SOURCE, FROM_TARGET, LINK_WORDS, SCORES

if TYPE_CHECKING:
    from practices.desk.models import Ticket
    from svs.accounts.models import User

SHOWN = 20  # links of a ticket on its page

LIFE = """
select json_agg(json_build_array(extract(epoch from lower(s.during)), extract(epoch from upper(s.during)), s.phase, s.cause, t.name, u.name,
    s.source_state, s.state) order by s.during)
from desk_stretch s left join accounts_team t on t.id = s.team_id left join accounts_user u on u.id = s.assignee_id
where s.ticket_id = %(ticket)s
"""
_REST = """
select json_agg(json_build_array(u.id, u.name) order by u.name, u.id) from desk_watcher w join accounts_user u on u.id = w.user_id
where w.ticket_id = %(ticket)s), (
select json_agg(json_build_object('id', k.id, 'title', k.title, 'is_done', k.done_at is not null, 'assignee_id', k.assignee_id,
    'assignee', u.name, 'email', u.email, 'place', k.place, 'version', k.version) order by k.place, k.id)
from desk_task k left join accounts_user u on u.id = k.assignee_id where k.ticket_id = %(ticket)s), (
select json_agg(json_build_object('id', l.id, 'link', l.kind, 'from_here', l.source_id = %(ticket)s, 'ticket_id', o.id, 'ref', o.ref, 'kind', o.kind,
    'title', o.title, 'phase', o.phase, 'state', o.state, 'cause', o.cause, 'closed', o.is_closed, 'requester_id', o.requester_id) order by l.id)
from desk_ticketlink l cross join lateral (
    select x.*, (coalesce(tm.is_restricted, false) and not x.team_id = any(%(teams)s)) or (coalesce(sv.is_restricted, false)
        and not coalesce(sv.team_id = any(%(teams)s), false) and sv.owner_id is distinct from %(user)s) as is_closed
    from desk_ticket x left join accounts_team tm on tm.id = x.team_id left join services_service sv on sv.id = x.service_id
    where x.id = case when l.source_id = %(ticket)s then l.target_id else l.source_id end) o
where l.source_id = %(ticket)s or l.target_id = %(ticket)s), (
select json_agg(m.ref order by m.id) from desk_ticket m where m.continued_in_id = %(ticket)s), (
select (e.data #>> '{before,priority}')::int from events_domainevent e where e.subject_type = 'ticket' and e.subject_id = %(ticket)s
    and e.name = any(%(turned)s) and e.data -> 'before' ? 'priority' order by e.id limit 1), (
select json_build_object('asked_at', extract(epoch from v.asked_at), 'answered_at', extract(epoch from v.answered_at), 'score', v.score, 'words', v.words)
from desk_survey v where v.ticket_id = %(ticket)s
"""
_ALL = f"select ({LIFE}), ({_REST})"


@dataclass(frozen=True)
class Beside:
    """Everything small about one ticket, as its reader may see it."""

    life: list[dict[str, Any]]
    watchers: list[tuple[int, str]]
    tasks: list[dict[str, Any]]
    links: list[dict[str, Any]]
    merged: list[str]  # refs of what went on in this one
    priority_was: int | None
    survey: dict[str, Any] | None
    done: int = field(init=False)

    @property
    def shown_links(self) -> list[dict[str, Any]]:
        return self.links[:SHOWN]

    @property
    def family(self) -> dict[str, Any]:
        """Its parent and its children among the links, and how many of these are open."""
        children = [row for row in self.links if row["relation"] == "parent_of"]
        parent = next((row for row in self.links if row["relation"] == "child_of"), None)
        return {"parent": parent, "children": children, "open": sum(row["phase"] != states.DONE for row in children)}  # fmt: skip

    def __post_init__(self) -> None:
        object.__setattr__(self, "done", sum(task["is_done"] for task in self.tasks))


def beside(user: User, ticket: Ticket) -> Beside:
    """What stands beside this ticket, for this person: one statement, and one more where a link may lead to what is hidden."""
    asked: dict[str, Any] = {
        "ticket": ticket.pk, "user": user.pk, "teams": list(user.team_ids),
        "turned": [f"{ticket.kind}.changed", f"{ticket.kind}.prioritised"],
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_ALL, asked)
        life, watchers, tasks, links, merged, was, survey = cursor.fetchone()
    return Beside(
        lived(life or [], timezone.now()), [(pk, name) for pk, name in watchers or []], tasks or [],
        _shown(user, links or []), merged or [], was, survey and _survey(survey),
    )  # fmt: skip


def lived(rows: list[list[Any]], now: datetime) -> list[dict[str, Any]]:
    """The stretches of a life with their lengths in seconds; the open one runs to now unless done."""
    lives = []
    for since, upto, phase, cause, team, person, source_state, state in rows:
        began = datetime.fromtimestamp(since, UTC)
        ended = datetime.fromtimestamp(upto, UTC) if upto else began if phase == states.DONE else max(now, began)  # fmt: skip
        lives.append(
            {
                "began_at": began, "ended_at": ended, "seconds": (ended - began).total_seconds(), "phase": phase, "cause": cause,
                "team_name": team, "assignee_name": person, "source_state": source_state, "state": state, "is_open": upto is None,
            }
        )  # fmt: skip
    return lives


def _shown(user: User, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The links whose other end this person sees, each with its word and address; the agent's own rule is answered from the row."""
    by_office = access.is_agent(user)
    doubtful = {row["ticket_id"] for row in rows if not by_office or row["closed"]}
    seen = set(access.visible_to(user).filter(pk__in=doubtful).values_list("pk", flat=True)) if doubtful else set()  # fmt: skip
    kinds = states.kinds()
    return [
        {
            **row, "relation": (name := (FROM_SOURCE if row["from_here"] else FROM_TARGET).get(row["link"], "relates")),
            "words": LINK_WORDS[name].words, "url": f"/{row['kind']}s/{row['ref']}/",
            "label": kinds[row["kind"]].labels.get(row["state"], row["state"]) if row["kind"] in kinds else row["state"],
        }
        for row in rows
        if row["ticket_id"] not in doubtful or row["ticket_id"] in seen
    ]  # fmt: skip


def _survey(found: dict[str, Any]) -> dict[str, Any]:
    moments = {name: found[name] and datetime.fromtimestamp(found[name], UTC) for name in ("asked_at", "answered_at")}  # fmt: skip
    return {**found, **moments, "said": SCORES.get(found["score"], "")}
