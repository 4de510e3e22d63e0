"""Values and changes of a measure in the words people use for them."""

from metrics import rules as metrics

SHARE = "share"


def value(unit: str, number: float | None) -> str:
    """A value: 31 min, 86 %."""
    if number is None:
        return "–"
    return metrics.words_for(number, unit)


def size(unit: str, number: float) -> str:
    """How large a change is, without its direction: 63 min, 8 points."""
    if unit == SHARE:
        points = _figure(100 * abs(number))
        return f"{points} point" if points == "1" else f"{points} points"
    return value(unit, abs(number))


def change(unit: str, number: float) -> str:
    """A change with its direction: 63 min less, 8 points more."""
    if number == 0:
        return "no change"
    return f"{size(unit, number)} {'less' if number < 0 else 'more'}"


def signed(unit: str, number: float) -> str:
    """A change as a table shows it, with its sign."""
    sign = "−" if number < 0 else "+" if number > 0 else ""
    return f"{sign}{size(unit, number)}"


def between(unit: str, low: float, high: float) -> str:
    """An interval of a change: between 51 min and 74 min less; between 4 min less and 9 min more."""
    if high <= 0:
        return (
            f"between {size(unit, high)} and {change(unit, low)}"
            if high
            else f"between none and {change(unit, low)}"
        )
    if low >= 0:
        return (
            f"between {size(unit, low)} and {change(unit, high)}"
            if low
            else f"between none and {change(unit, high)}"
        )
    return f"between {change(unit, low)} and {change(unit, high)}"


def _figure(number: float) -> str:
    text = f"{number:.1f}"
    return text.removesuffix(".0")


def count(n: int, one: str, many: str) -> str:
    """1 guard, 4 guards."""
    return f"{n:,} {one if n == 1 else many}"
