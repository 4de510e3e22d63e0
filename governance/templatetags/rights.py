"""How rows of the table of decision rights are drawn. They take plain values of a row."""

from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from governance.rules import ladder as rules
from governance.rules.rights import LADDER

register = template.Library()
RUNGS = LADDER[1:]
_GAP = 22


@register.filter
def fits_words(right: Any) -> str:
    """For which cases a row is."""
    return rules.say_fits(right.fits)


@register.filter
def subject_words(subject: str) -> str:
    return rules.SUBJECTS.get(subject, subject)


@register.filter
def tier_words(steps: list[dict[str, Any]]) -> str:
    """The rung on which a row decides."""
    return rules.tier_name(steps)


@register.filter
def steps_words(steps: list[dict[str, Any]]) -> str:
    """Who says yes, in order."""
    return ", then ".join(rules.RUNG_WORDS[step["by"]].lower() for step in steps) or "nobody"


@register.filter
def step_words(step: dict[str, Any]) -> str:
    """How a step is counted, until when, and to whom it goes then."""
    return rules.say_step(step)


@register.filter
def rung_words(by: str) -> str:
    return rules.RUNG_WORDS.get(by, by)


@register.filter
def hours_words(hours: int) -> str:
    return rules.hours_words(hours)


@register.simple_tag
def ladder(steps: list[dict[str, Any]]) -> SafeString:
    """The ladder with the rungs that are asked in ink: named, peer, owner, board, executive. Nothing lit: automatic."""
    asked = [step["by"] for step in steps]
    top = max((RUNGS.index(by) for by in asked), default=-1)
    dots = format_html_join(
        "", '<circle class="{}" cx="{}" cy="7" r="4.5"><title>{}</title></circle>',
        (("on" if by in asked else "off", 6 + _GAP * n, rules.RUNG_WORDS[by]) for n, by in enumerate(RUNGS)),
    )  # fmt: skip
    reach = format_html('<path class="reach" d="M0 7H{}"/>', 6 + _GAP * top) if top >= 0 else mark_safe("")  # fmt: skip
    words = rules.tier_name(steps) if not steps else steps_words(steps)
    return format_html(
        '<svg class="ladder" viewBox="0 0 {} 14" role="img" aria-label="{}"><path class="rail" d="M0 7H{}"/>{}{}</svg>',
        _GAP * (len(RUNGS) - 1) + 12, words, _GAP * (len(RUNGS) - 1) + 6, reach, dots,
    )  # fmt: skip


@register.filter
def principle_words(keys: list[str]) -> str:
    """The principles that are asked besides the first."""
    return ", ".join(rules.PRINCIPLES.get(key, key).lower() for key in keys)


@register.simple_tag
def board_name(named: dict[int, str], board_id: int) -> str:
    return named.get(board_id, "")
