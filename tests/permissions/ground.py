"""Routes of the ground: sign-in, health, the shell."""

from tests.permissions import API_SIGNED_IN, EVERYBODY, PAGE_POST_ONLY, SIGN_IN, SIGNED_IN

PAGES = {
    "": (SIGN_IN, 302, 302, 302, 302, 302, 302),
    "find/": SIGNED_IN,
    "keys/": SIGNED_IN,
    "components/": SIGNED_IN,
    "theme/": PAGE_POST_ONLY,
    "sign-in/": (200, 302, 302, 302, 302, 302, 302),
    "sign-out/": PAGE_POST_ONLY,
    "healthz": EVERYBODY,
    "readyz": EVERYBODY,
    "-/metrics": (404,) * 7,
    "api/v1/openapi.json": API_SIGNED_IN,
}
VERBS: dict[tuple[str, str], tuple[int, ...]] = {}


def examples(fixture) -> dict[str, str]:
    return {}
