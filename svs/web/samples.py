"""Real words for the component page."""

from typing import Any

from svs.web.charts import Point, Trend

_HOURS = [31, 33, 30, 34, 29, 31, 32, 28, 30, 27, 26, 19, 15, 13, 12, 11, 10, 10, 9, 9]


def components() -> dict[str, Any]:
    """What the parts on the component page show."""
    points = [Point(f"W{33 + n}", float(hours), 40) for n, hours in enumerate(_HOURS)]
    words = "Median lead time fell from 31 to 9 hours; the promise is 12 hours or less"
    return {
        "trend": Trend(points, 12.0, "h", words),
        "spark": Trend(points, 12.0, "h", words, small=True),
    }
