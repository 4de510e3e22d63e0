"""Impact and urgency make the priority."""

# impact x urgency, 1 high to 3 low -> priority 1 to 4
MATRIX: dict[tuple[int, int], int] = {
    (1, 1): 1, (1, 2): 2, (1, 3): 3,
    (2, 1): 2, (2, 2): 3, (2, 3): 4,
    (3, 1): 3, (3, 2): 4, (3, 3): 4,
}  # fmt: skip


def priority(impact: int, urgency: int) -> int:
    """The priority 1 (most urgent) to 4 of an incident with this impact and urgency (1 high to 3 low)."""
    return MATRIX[impact, urgency]
