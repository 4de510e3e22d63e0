"""The map as SVG. Takes plain values."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from practices.desk.states import CAUSES
from svs.web.templatetags.svs import dur
from valuechain.rules import layout
from valuechain.rules.flow import END, Node

register = template.Library()
_DRAWN = {"queue", "requester", "vendor", "approval", "change"}


@register.filter
def cause(key: str) -> str:
    """A cause of waiting in words."""
    return CAUSES.get(key, key)


def _class(key: str) -> str:
    return f"w-{key}" if key in _DRAWN else "w-change"


@register.simple_tag
def share(key: str, percent: float) -> SafeString:
    """A share of all waiting as a hatched bar."""
    width = max(0.5, percent * 0.72)
    return format_html(
        '<svg class="bar-svg" height="14" role="img" aria-label="{0} percent"><rect class="{1}" x="0.5" y="0.5" width="{2}%" height="13"/>'
        '<rect class="over" x="0.5" y="0.5" width="{2}%" height="13"/><text x="{2}%" dx="7" y="11">{0} %</text></svg>',
        round(percent), _class(key), round(width, 1),
    )  # fmt: skip


@register.simple_tag
def flow_map(picture: layout.Picture, sentence: str) -> SafeString:
    """The observed map: boxes with their time in hand and waits, arrows as thick as they are walked."""
    scale = max((b.node.wait_total + b.node.active_total for b in picture.boxes), default=1) or 1
    arrows = format_html_join(
        "", '<path class="edge{}" d="{}" stroke-width="{}" marker-end="url(#ar)"><title>{}</title></path>',
        ((" is-rework" if _back(a) else "", a.path, a.width, f"{a.move.count} moves, {a.move.back} back again") for a in picture.arrows),
    )  # fmt: skip
    numbers = format_html_join(
        "", '<text class="{}" x="{}" y="{}" text-anchor="middle">{}</text>',
        (("bad" if _back(a) else "n", round(a.x), round(a.y), a.move.count) for a in picture.arrows),
    )  # fmt: skip
    boxes = format_html_join("", "{}", ((_box(box, scale),) for box in picture.boxes))
    return format_html(
        '<svg class="map stream" width="{w}" height="{h}" viewBox="0 0 {w} {h}" role="img" aria-label="{said}"><defs><marker id="ar" viewBox="0 0 8 8" refX="7" refY="4"'
        ' markerWidth="7" markerHeight="7" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0 8 4 0 8z" fill="context-stroke"/></marker></defs>'
        '{arrows}<circle class="end" cx="{x1}" cy="{y}" r="8"/><circle class="end" cx="{x2}" cy="{y}" r="8"/>'
        '<circle class="end-in" cx="{x2}" cy="{y}" r="4"/>{boxes}{numbers}</svg>',
        w=picture.width, h=picture.height, said=sentence, arrows=arrows, boxes=boxes, numbers=numbers,
        x1=layout.EDGE, x2=picture.width - layout.EDGE, y=picture.middle,
    )  # fmt: skip


def _back(arrow: layout.Arrow) -> bool:
    return arrow.move.is_rework or arrow.move.source == END


def _box(box: layout.Box, scale: float) -> SafeString:
    node, width = box.node, layout.BOX_WIDTH - 20
    drawn, left = [], 0.0
    for name, seconds in _parts(node):
        length = round(width * seconds / scale, 1)
        if length >= 0.5:
            drawn.append((name, box.x + 10 + left, box.y + 56, length))
            left += length
    bars = format_html_join("", '<rect class="{}" x="{}" y="{}" width="{}" height="9"/>', drawn)
    over = format_html_join(
        "", '<rect class="over" x="{}" y="{}" width="{}" height="9"/>', (d[1:] for d in drawn if d[0] != "a")
    )  # fmt: skip
    return format_html(
        '<g><rect class="box" x="{x}.5" y="{y}.5" width="{w}" height="{h}" rx="5"/><text class="t" x="{tx}" y="{y1}">{name}</text>'
        '<text x="{tx}" y="{y2}">{cases} cases</text><text x="{tx}" y="{y3}">in hand {active}, wait {wait}</text>{bars}{over}</g>',
        x=box.x, y=box.y, w=layout.BOX_WIDTH, h=layout.BOX_HEIGHT, tx=box.x + 10, y1=box.y + 18, y2=box.y + 33,
        y3=box.y + 48, name=node.name if len(node.name) < 24 else node.name[:22] + "…", cases=node.cases,
        active=dur(node.active_total / node.cases if node.cases else 0),
        wait=dur(node.wait_total / node.cases if node.cases else 0), bars=bars, over=over,
    )  # fmt: skip


def _parts(node: Node) -> list[tuple[str, float]]:
    waits = sorted(node.waits.items(), key=lambda item: -item[1].total)
    return [("a", node.active_total), *((_class(key), spread.total) for key, spread in waits)]
