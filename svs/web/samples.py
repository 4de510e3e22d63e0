"""Real words for the component page."""

from types import SimpleNamespace
from typing import Any

from svs.web.charts import Point, Trend

_HOURS = [31, 33, 30, 34, 29, 31, 32, 28, 30, 27, 26, 19, 15, 13, 12, 11, 10, 10, 9, 9]
# status, percent used, seconds left
_CHIPS = [("ok", 48, 14700), ("paused", 40, 12000), ("met", 0, 0), ("risk", 79, 2460), ("risk", 98, 780), ("breached", 100, -4320)]  # fmt: skip
# what it was, seconds, holder
_LIFE = [
    ("Queue", 4500, "Network Operations"), ("Active", 12000, "Ana Ruiz"), ("Vendor", 14700, "Scanwell"),
    ("Active", 9900, "Ana Ruiz"), ("Requester", 6000, "Joost Verhagen"), ("Active", 4320, "Ana Ruiz"),
]  # fmt: skip


def components() -> dict[str, Any]:
    """What the parts on the component page show."""
    points = [Point(f"W{33 + n}", float(hours), 40) for n, hours in enumerate(_HOURS)]
    words = "Median lead time fell from 31 to 9 hours; the promise is 12 hours or less"
    return {
        "trend": Trend(points, 12.0, "h", words),
        "spark": Trend(points, 12.0, "h", words, small=True),
        "chips": [SimpleNamespace(status=s, used=u, seconds_left=left) for s, u, left in _CHIPS],
        "life": _strip(),
    }


def _strip() -> SimpleNamespace:
    """A life as the flow strip draws it."""
    whole, left, parts = sum(seconds for _, seconds, _ in _LIFE), 0.0, []
    for word, seconds, who in _LIFE:
        width = 100 * seconds / whole
        parts.append(
            SimpleNamespace(
                left=left, width=width, seconds=seconds, is_wait=word != "Active", word=word, holder=who, source_state="",
            )
        )  # fmt: skip
        left += width
    return SimpleNamespace(parts=parts, drawn=parts, days=[(0.0, "Wed 23 Dec"), (41.0, "Mon 28 Dec")], is_open=True)  # fmt: skip
