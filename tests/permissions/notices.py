"""Routes of the notices: one's own alone, and nobody has any yet."""

from tests.permissions import API_POST_ONLY, API_SIGNED_IN, PAGE_POST_ONLY, SIGN_IN, SIGNED_IN

ONE = "(?P<id>[0-9]{1,12})"
PAGES = {
    "notices/": SIGNED_IN,
    "notices/bell/": (SIGN_IN, *(302,) * 6),  # a piece of a page
    "notices/read/": PAGE_POST_ONLY,
    "notices/<int:number>/open/": PAGE_POST_ONLY,
    "notices/<int:number>/read/": PAGE_POST_ONLY,
    "account/notices/": SIGNED_IN,
    "api/v1/^notices/$": API_SIGNED_IN,
    f"api/v1/^notices/{ONE}/$": (401, *(404,) * 6),
    f"api/v1/^notices/{ONE}/read/$": API_POST_ONLY,
    "api/v1/^notices/read-all/$": API_POST_ONLY,
    "api/v1/^notices/choices/$": API_SIGNED_IN,
}
VERBS = {
    ("POST", "notices/read/"): (SIGN_IN, *(302,) * 6),
    ("POST", "notices/{number}/open/"): (SIGN_IN, *(404,) * 6),
    ("POST", "notices/{number}/read/"): (SIGN_IN, *(404,) * 6),
    ("POST", "api/v1/notices/{number}/read/"): (401, *(404,) * 6),
    ("POST", "api/v1/notices/read-all/"): (401, *(200,) * 6),
    ("PUT", "api/v1/notices/choices/"): (401, *(400,) * 6),
}


def examples(fixture) -> dict[str, str]:
    return {"<int:number>": "1", ONE: "1", "{number}": "1"}
