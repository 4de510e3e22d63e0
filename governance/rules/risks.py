"""How heavy a risk is: likelihood times impact, and what that means for who may accept it. Plain Python."""

from svs.gates import HIGH, LOW, MEDIUM, RISKS, VERY_HIGH

LIKELIHOOD = {
    1: "Once in ten years or less", 2: "Once in some years", 3: "Once a year", 4: "Some times a year", 5: "Every month or more",
}  # fmt: skip
IMPACT = {
    1: "Somebody is bothered for an hour", 2: "A team cannot work for half a day", 3: "A service fails for a day, or a promise is broken",
    4: "Customers are lost, or a law is broken once", 5: "The organisation is in danger",
}  # fmt: skip
_UPTO = ((4, LOW), (9, MEDIUM), (15, HIGH), (25, VERY_HIGH))


def level_of(likelihood: int, impact: int) -> int:
    """From low (1) to very high (4)."""
    return next(level for most, level in _UPTO if likelihood * impact <= most)


def words_of(likelihood: int, impact: int) -> str:
    """The level, and what it was made of."""
    return f"{RISKS[level_of(likelihood, impact)]}, {likelihood} × {impact}"


def matrix() -> list[list[tuple[int, int, int]]]:
    """Rows of (likelihood, impact, level), the likeliest first, to be drawn."""
    return [[(seen, hurt, level_of(seen, hurt)) for hurt in range(1, 6)] for seen in range(5, 0, -1)]  # fmt: skip
