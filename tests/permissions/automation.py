"""Routes of automation."""

PAGES: dict[str, tuple[int, ...]] = {}
VERBS: dict[tuple[str, str], tuple[int, ...]] = {}


def examples(fixture) -> dict[str, str]:
    return {}
