"""Routes of the search."""

from tests.permissions import API_SIGNED_IN, SIGNED_IN

PAGES = {"tickets/search/": SIGNED_IN, "api/v1/^search/$": API_SIGNED_IN}
VERBS: dict[tuple[str, str], tuple[int, ...]] = {}


def examples(fixture) -> dict[str, str]:
    return {}
