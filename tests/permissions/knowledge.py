"""Routes of knowledge. {article} is for the desk alone and published; {public} is everybody's."""

from practices.incident import operations as incidents
from practices.knowledge import operations
from tests.permissions import API_SIGNED_IN, SIGN_IN, SIGNED_IN

WRITERS = (SIGN_IN, 403, 403, 200, 200, 403, 200)
REF = "(?P<ref>[A-Z]{2,5}-[0-9]{1,12})"
POST = (SIGN_IN, 405, 405, 405, 405, 405, 405)
PAGES = {
    "knowledge/": (SIGN_IN, 302, 302, 200, 200, 302, 200),
    "knowledge/new/": WRITERS,
    "knowledge/<slug:ref>/": (SIGN_IN, 302, 302, 200, 200, 302, 200),
    "knowledge/<slug:ref>/edit/": (SIGN_IN, 403, 403, 200, 403, 403, 200),
    "knowledge/<slug:ref>/publish/": POST,
    "knowledge/<slug:ref>/retire/": POST,
    "help/articles/": SIGNED_IN,
    "help/articles/known/": SIGNED_IN,
    "help/articles/<slug:ref>/": SIGNED_IN,
    "api/v1/^articles/$": API_SIGNED_IN,
    f"api/v1/^articles/{REF}/$": API_SIGNED_IN,
    f"api/v1/^articles/{REF}/publish/$": (401, 405, 405, 405, 405, 405, 405),
    f"api/v1/^articles/{REF}/retire/$": (401, 405, 405, 405, 405, 405, 405),
}
PAGES |= {
    f"api/v1/^tickets/{REF}/solved-with/$": (401, 404, 404, 404, 404, 404, 404),
    f"api/v1/^tickets/{REF}/not-solved-with/$": (401, 405, 405, 405, 405, 405, 405),
}
VERBS = {
    ("POST", "api/v1/articles/"): (401, 403, 403, 400, 400, 403, 400),
    ("PATCH", "api/v1/articles/{ref}/"): (401, 403, 403, 428, 403, 403, 428),
    ("POST", "api/v1/articles/{ref}/publish/"): (401, 403, 403, 409, 403, 403, 409),
    ("PATCH", "api/v1/articles/{internal}/"): (401, 404, 404, 428, 428, 404, 428),
    ("POST", "api/v1/articles/{internal}/publish/"): (401, 404, 404, 409, 409, 404, 409),
    ("POST", "api/v1/tickets/{ticket}/solved-with/"): (401, 404, 403, 403, 400, 404, 404),
    ("POST", "api/v1/tickets/{ticket}/not-solved-with/"): (401, 404, 403, 403, 400, 404, 404),
}


def examples(fixture) -> dict[str, str]:
    """What stands for each placeholder of a route; made by real operations."""
    actor = fixture("by_agent")
    made = [operations.write_article(actor=actor, title="Why?", body="So.", audience=audience) for audience in ("public", "internal")]  # fmt: skip
    for article in made:
        operations.publish_article(article=article, actor=actor)
        article.refresh_from_db()
    ticket = incidents.log_incident(
        actor=actor, title="Slow", requester=fixture("requester"), service_id=fixture("scanners").pk
    )
    return {
        "<slug:ref>": made[0].ref, REF: made[0].ref, "{ref}": made[0].ref, "{internal}": made[1].ref, "{ticket}": ticket.ref,
    }  # fmt: skip
