"""How votes and those who are waited for are drawn and said."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django import template
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from governance.models import Step
from governance.queries.votes import LABELS
from governance.rules.principles import NAMES
from governance.rules.rights import ALL, FIRST
from svs.gates import RISKS, matters

if TYPE_CHECKING:
    from datetime import datetime

register = template.Library()
_RING = '<circle class="v-line" cx="7" cy="7" r="5.6"/>'
_DISC = '<circle class="v-fill" cx="7" cy="7" r="6.5"/>'
_SHAPES = {
    "approve": _DISC + '<path class="v-cut" d="m4.2 7.2 2 2 3.7-4"/>',
    "reject": '<rect class="v-fill" x=".8" y=".8" width="12.4" height="12.4" rx="2"/><path class="v-cut" d="m4.7 4.7 4.6 4.6m0-4.6-4.6 4.6"/>',
    "abstain": _RING + '<path class="v-line" d="M4.4 7h5.2"/>',
    "recuse": _RING + '<path class="v-line" d="m3.2 10.8 7.6-7.6"/>',
    "missing": _RING + '<path class="v-line" d="M5.6 4.9v4.2M8.4 4.9v4.2"/>',
    "waiting": '<circle class="v-line v-dash" cx="7" cy="7" r="5.6"/>',
}  # fmt: skip
MOST_NAMES = 4


@register.simple_tag
@lru_cache(maxsize=32)
def vote(choice: str) -> SafeString:
    """The sign of a vote: a disc with a check, a square with a cross, rings for those that decide nothing."""
    return format_html(
        '<svg class="vote is-{}" viewBox="0 0 14 14" aria-hidden="true">{}</svg>', choice, mark_safe(_SHAPES[choice])  # noqa: S308 -- our own constant shapes
    )  # fmt: skip


@register.filter
def sign_of(seat: dict[str, Any]) -> SafeString:
    """The sign of a seat: what was said on it, or that it is missing, or not asked yet. Barred is struck through like recused."""
    if seat["choice"]:
        return SafeString(vote(seat["choice"]))
    return SafeString(vote("recuse" if seat["barred"] else "missing" if seat["is_missing"] else "waiting"))  # fmt: skip


@register.filter
def names(seats: list[dict[str, Any]]) -> str:
    """you, Sofia Tran and Pieter de Wit; beyond a few only how many more."""
    said = [_("you") if seat["is_me"] else seat["user"].name for seat in sorted(seats, key=lambda seat: not seat["is_me"])]  # fmt: skip
    if len(said) > MOST_NAMES:
        more = len(said) - MOST_NAMES + 1
        return _("%(names)s and %(n)s more") % {"names": ", ".join(said[: MOST_NAMES - 1]), "n": more}  # fmt: skip
    return _(" and ").join([", ".join(said[:-1]), said[-1]] if len(said) > 1 else said)


@register.filter
def at(moment: datetime | None) -> str:
    """09:45 today, Tue 29 Dec 09:45 on another day."""
    if moment is None:
        return "–"
    local = timezone.localtime(moment)
    return f"{local:%H:%M}" if local.date() == timezone.localdate() else f"{local:%a} {local.day} {local:%b %H:%M}"  # fmt: skip


@register.filter
def rule_of(step: dict[str, Any]) -> str:
    """3 of 5, more than half: how a step is counted."""
    seats = sum(not seat["is_extra"] and not seat["barred"] for seat in step["seats"])
    if step["majority"] == FIRST:
        return "" if seats < 2 else _("the first of %(n)s who answers") % {"n": seats}
    if step["majority"] == ALL:
        return _("all %(n)s") % {"n": seats}
    half = _("majority") if step["share"] == 50 else _("more than %(n)s %%") % {"n": step["share"]}
    return _("%(quorum)s of %(n)s, %(half)s") % {"quorum": step["quorum"], "n": seats, "half": half}


@register.filter
def by_words(by: str) -> str:
    """Who is asked on a step, in a word."""
    return LABELS[Step.By(by)]


@register.filter
def risk_words(level: int) -> str:
    return RISKS.get(level, "")


RUNGS = {"chair": "the chair", "owner": "the service owner", "lead": "the lead", "sponsor": "the sponsor"}  # fmt: skip


@register.filter
def rung_words(rung: str) -> str:
    """Who has the word."""
    return RUNGS.get(rung, rung)


@register.filter
def principle_name(key: str) -> str:
    return NAMES.get(key, key)


@register.simple_tag
def principle_options(chosen: str | None = "") -> SafeString:
    """The seven as options of a select."""
    options = ((key, mark_safe(" selected") if key == chosen else "", name) for key, name in NAMES.items())  # fmt: skip
    return format_html_join("", '<option value="{}"{}>{}</option>', options)


@register.simple_tag
def matter(kind: str) -> str:
    """What kind of thing it is, in a word."""
    known = matters().get(kind)
    return known.label if known else kind
