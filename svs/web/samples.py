"""Real words for the component page."""

from types import SimpleNamespace
from typing import Any

from svs.web.charts import Point, Trend

_HOURS = [31, 33, 30, 34, 29, 31, 32, 28, 30, 27, 26, 19, 15, 13, 12, 11, 10, 10, 9, 9]
# status, percent used, seconds left
_CHIPS = [("ok", 48, 14700), ("paused", 40, 12000), ("met", 0, 0), ("risk", 79, 2460), ("risk", 98, 780), ("breached", 100, -4320)]  # fmt: skip
# phase, cause, seconds, holder
_LIFE = [
    ("QUEUED", "queue", 4500, "Network Operations"), ("ACTIVE", "", 12000, "Ana Ruiz"),
    ("WAITING", "vendor", 14700, "Scanwell"), ("ACTIVE", "", 9900, "Ana Ruiz"),
    ("WAITING", "requester", 6000, "Joost Verhagen"), ("ACTIVE", "", 4320, "Ana Ruiz"),
]  # fmt: skip


def components() -> dict[str, Any]:
    """What the parts on the component page show."""
    points = [Point(f"W{33 + n}", float(hours), 40) for n, hours in enumerate(_HOURS)]
    words = "Median lead time fell from 31 to 9 hours; the promise is 12 hours or less"
    return {
        "trend": Trend(points, 12.0, "h", words),
        "spark": Trend(points, 12.0, "h", words, small=True),
        "chips": [SimpleNamespace(status=s, used=u, seconds_left=left) for s, u, left in _CHIPS],
        "life": [
            {"phase": p, "cause": c, "seconds": s, "assignee_name": who, "team_name": ""}
            for p, c, s, who in _LIFE
        ],
    }
