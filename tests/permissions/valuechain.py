"""Routes of the value chain. Nothing was restored, so no case stands behind a move."""

from tests.permissions import SIGN_IN

KINDS = ("incidents", "requests")
READERS = (SIGN_IN, 403, 403, 200, 200, 200, 200)
PAGES = {
    "streams/": (SIGN_IN, 403, 403, 302, 302, 302, 302),
    **{f"streams/{kind}/": READERS for kind in KINDS},
    **{f"streams/{kind}/moves.csv": READERS for kind in KINDS},
    "streams/back-and-forth/": READERS,
    "streams/waits/<slug:slug>/": READERS,
    **{f"streams/{kind}/cases/": (SIGN_IN, 403, 403, 404, 404, 404, 404) for kind in KINDS},
    **{f"api/v1/^streams/{kind}/$": (401, 403, 403, 200, 200, 200, 200) for kind in KINDS},
}
VERBS = {("POST", "api/v1/streams/incidents/"): (401, 405, 405, 405, 405, 405, 405)}


def examples(fixture) -> dict[str, str]:
    return {"<slug:slug>": fixture("scanners").slug}
