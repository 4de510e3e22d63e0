"""Routes of the value chain. Nothing was restored, so no case stands behind a move."""

from tests.permissions import SIGN_IN

READERS = (SIGN_IN, 403, 403, 200, 200, 200, 200)
PAGES = {
    "streams/": (SIGN_IN, 403, 403, 302, 302, 302, 302),
    "streams/incidents/": READERS,
    "streams/incidents/moves.csv": READERS,
    "streams/back-and-forth/": READERS,
    "streams/waits/<slug:slug>/": READERS,
    "streams/incidents/cases/": (SIGN_IN, 403, 403, 404, 404, 404, 404),
    "api/v1/^streams/incidents/$": (401, 403, 403, 200, 200, 200, 200),
}
VERBS = {("POST", "api/v1/streams/incidents/"): (401, 405, 405, 405, 405, 405, 405)}


def examples(fixture) -> dict[str, str]:
    return {"<slug:slug>": fixture("scanners").slug}
