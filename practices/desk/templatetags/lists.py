"""The rows of a list. A page has hundreds of cells and is asked for all day, so they are put together here and not by a template."""

from collections.abc import Callable, Iterable
from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from svs.web.templatetags import svs

register = template.Library()
Row = dict[str, Any]
NOTHING = "–"


def _two(upper: str, lower: str, css: str = "") -> SafeString:
    return format_html('<div class="{}">{}</div><div class="sub">{}</div>', css, upper, lower)


def _holder(row: Row) -> SafeString:
    name = row["assignee_name"]
    return _two(name or gettext("Unassigned"), row["team_name"] or gettext("No team"), "" if name else "muted")  # fmt: skip


def _state(row: Row) -> SafeString:
    shown = svs.state(row["phase"], row["label"])
    return format_html('{}<div class="sub">{}</div>', shown, row["until"]) if row["until"] else shown  # fmt: skip


def _day(name: str, form: str) -> Callable[[Row], str]:
    def cell(row: Row) -> str:
        at = row[name]
        return date_format(timezone.localtime(at), form) if at else NOTHING

    return cell


def _tags(row: Row) -> SafeString | str:
    return format_html_join(" ", '<span class="tag">{}</span>', ((tag,) for tag in row["tags"])) or NOTHING  # fmt: skip


# column -> (class, cell)
CELLS: dict[str, tuple[str, Callable[[Row], Any]]] = {
    "service": ("c-service", lambda row: _two(row["service_name"] or NOTHING, row["requester_name"] or NOTHING)),
    "category": ("c-category", lambda row: row["category_name"] or NOTHING),
    "holder": ("c-holder", _holder),
    "state": ("c-state", _state),
    "left": ("c-sla", lambda row: svs.sla(row["clock"])),
    "promised": ("c-promised", _day("promised_at", "D j M H:i")),
    "tags": ("c-tags", _tags),
    "channel": ("c-channel", lambda row: row["channel"].capitalize()),
    "updated": ("c-updated num", lambda row: svs.age(row["updated_at"])),
    "age": ("c-age num", lambda row: svs.age(row["logged_at"])),
    "done": ("c-done", _day("resolved_at", "j M Y")),
}  # fmt: skip


@register.simple_tag
def ticket_rows(rows: Iterable[Row], shown: Iterable[str]) -> SafeString:
    """The rows of a list with these columns; each carries its number, so that it can be found and kept in place."""
    words = {
        "select": gettext("Select"), "gone": gettext("left this list"), "waits": gettext("waits for an answer"),
        "writes": gettext("writes here now"), "reads": gettext("has it open now"), "none": gettext("No service"),
    }  # fmt: skip
    columns = [CELLS[name] for name in shown]
    return mark_safe("".join(_row(row, columns, words) for row in rows))  # noqa: S308 -- each part was escaped where it was made


def _row(row: Row, columns: list[tuple[str, Callable[[Row], Any]]], words: dict[str, str]) -> SafeString:  # fmt: skip
    css = ("is-unread " if row["unanswered_since"] else "") + ("is-gone" if row.get("gone") else "")
    beside = words["gone"] if row.get("gone") else words["waits"] if row["unanswered_since"] else row["channel"].capitalize()  # fmt: skip
    cells = format_html_join("", '<td class="{}">{}</td>', ((name, cell(row)) for name, cell in columns))  # fmt: skip
    return format_html(
        '<tr data-ref="{ref}" data-version="{version}" class="{css}">'
        '<td class="c-check"><input class="check" type="checkbox" name="ref" value="{ref}" form="bulk" aria-label="{select} {ref}"></td>'
        '<td class="c-prio">{prio}</td>'
        '<td class="c-ticket"><span class="avatars here">{here}</span><div><a class="title" href="{url}">{title}</a></div>'
        '<div class="sub">{ref} · <span class="desk-only">{beside}</span><span class="phone-only">{service}</span></div></td>{cells}</tr>\n',
        ref=row["ref"], version=row["version"], css=css.strip(), select=words["select"], prio=svs.prio(row["priority"]), url=row["url"],
        here=_here(row.get("here") or (), words), title=row["title"], beside=beside, service=row["service_name"] or words["none"], cells=cells,
    )  # fmt: skip


def _here(people: Iterable[Row], words: dict[str, str]) -> SafeString:
    """Who else has it open just now."""
    return format_html_join("", '{}<span class="sr">{} {}</span>', (
        (svs.avatar(who["name"]), who["name"], words["writes"] if who["writes"] else words["reads"]) for who in people
    ))  # fmt: skip
