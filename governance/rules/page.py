"""What fits on one page. Plain Python."""

MOST_LETTERS, MOST_LINES, LINE = 3_000, 60, 95


def lines_of(text: str) -> int:
    """How many lines of a printed page a text takes; a long line takes several."""
    return sum(max(1, -(-len(line) // LINE)) for line in text.strip().splitlines())


def too_long(text: str) -> str:
    """What is too much for one page, in words; empty where it fits."""
    letters, lines = len(text.strip()), lines_of(text)
    if letters > MOST_LETTERS:
        return f"It is {letters - MOST_LETTERS:,} characters longer than one page: {letters:,} of {MOST_LETTERS:,}."
    if lines > MOST_LINES:
        return f"It is {lines - MOST_LINES} lines longer than one page: {lines} of {MOST_LINES}."
    return ""
