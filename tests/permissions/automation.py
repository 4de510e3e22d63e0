"""Routes of automation; the rule is a draft."""

from practices.automation import operations
from tests.permissions import API_POST_ONLY, PAGE_POST_ONLY, SIGN_IN

READERS = (SIGN_IN, 403, 403, 403, 200, 403, 200)
RECORD = (SIGN_IN, 404, 404, 404, 200, 404, 200)
REF = "(?P<ref>[A-Z]{2,5}-[0-9]{1,12})"
PAGES = {
    "rules/": READERS,
    "rules/new/": (SIGN_IN, 403, 403, 403, 403, 403, 200),
    "rules/<slug:ref>/": RECORD,
    "rules/<slug:ref>/edit/": (SIGN_IN, 404, 404, 404, 403, 404, 200),
    **{f"rules/<slug:ref>/{verb}/": PAGE_POST_ONLY for verb in ("dry-run", "ask-approval", "enable", "disable", "up", "down", "stop-after")},
    "rules/exceptions/": READERS,
    **{f"rules/exceptions/<slug:ref>/{verb}/": PAGE_POST_ONLY for verb in ("retry", "fallback", "dismiss")},
    "api/v1/^rules/$": (401, 403, 403, 403, 200, 403, 200),
    f"api/v1/^rules/{REF}/$": (401, 403, 403, 403, 200, 403, 200),
    **{f"api/v1/^rules/{REF}/{verb}/$": API_POST_ONLY for verb in ("dry-run", "ask-approval", "enable", "disable", "up", "down")},
    f"api/v1/^rules/{REF}/decision/$": (401, 403, 403, 403, 200, 403, 200),
    f"api/v1/^rules/{REF}/health/$": (401, 403, 403, 403, 200, 403, 200),
    "api/v1/^rules/helped/$": (401, 403, 403, 403, 200, 403, 200),
    "rules/<slug:ref>/effect/": RECORD,
    "api/v1/^rule-exceptions/$": (401, 403, 403, 403, 200, 403, 200),
    f"api/v1/^rule-exceptions/{REF}/$": (401, 403, 403, 403, 404, 403, 404),
    **{f"api/v1/^rule-exceptions/{REF}/{verb}/$": API_POST_ONLY for verb in ("retry", "fallback", "dismiss")},
}  # fmt: skip
VERBS = {
    ("POST", "api/v1/rules/"): (401, 403, 403, 403, 403, 403, 400),
    ("PATCH", "api/v1/rules/{ref}/"): (401, 404, 404, 404, 403, 404, 428),
    ("POST", "api/v1/rules/{ref}/ask-approval/"): (401, 404, 404, 404, 403, 404, 409),
    ("POST", "api/v1/rules/{ref}/enable/"): (401, 404, 404, 404, 403, 404, 409),
    ("POST", "api/v1/rules/{ref}/disable/"): (401, 404, 404, 404, 403, 404, 409),
    ("POST", "api/v1/rules/{ref}/up/"): (401, 404, 404, 404, 403, 404, 200),
    ("POST", "api/v1/rules/{ref}/down/"): (401, 404, 404, 404, 403, 404, 200),
}


def examples(fixture) -> dict[str, str]:
    rule = operations.create_rule(
        actor=fixture("by_agent"), name="Tag it", trigger="incident.logged", conditions=[],
        actions=[{"action": "tag", "tag": "x"}],
    )  # fmt: skip
    rule.refresh_from_db()
    return {"<slug:ref>": rule.ref, REF: rule.ref, "{ref}": rule.ref}
