"""Routes of votes: the agent asked about a change, the owner of the service is asked."""

from governance.models import Seat
from governance.operations.links import make_link
from tests.governance.asked import asked, right, step
from tests.permissions import API_POST_ONLY, API_SIGNED_IN, PAGE_POST_ONLY, SIGN_IN, SIGNED_IN

THOSE = (SIGN_IN, 404, 404, 200, 200, 404, 200)
REF = "(?P<ref>[A-Z]{2,5}-[0-9]{1,12})"
PAGES = {
    "approvals/": (SIGN_IN,) * 7,  # it leads to the votes
    "approvals/<slug:ref>/": (SIGN_IN,) * 7,
    "votes/": SIGNED_IN,
    "votes/link/<str:token>/": (SIGN_IN, 404, 404, 200, 404, 404, 404),
    "votes/<slug:ref>/": THOSE,
    "votes/<slug:ref>/cast/": PAGE_POST_ONLY,
    "api/v1/^approvals/$": API_SIGNED_IN,
    f"api/v1/^approvals/{REF}/$": (401, *THOSE[1:]),
    f"api/v1/^approvals/{REF}/votes/$": API_POST_ONLY,
}
VERBS = {
    ("POST", "votes/{ref}/cast/"): (SIGN_IN, 404, 404, 400, 400, 404, 400),
    ("POST", "api/v1/approvals/{ref}/votes/"): (401, 404, 404, 428, 428, 404, 428),
}


def examples(fixture) -> dict[str, str]:
    right(step("owner"))
    approval = asked(fixture("by_agent"), fixture("scanners"))
    seat = Seat.objects.select_related("step", "user").get(step__approval=approval)
    token = make_link(seat=seat, user=seat.user)
    return {
        "<slug:ref>": approval.ref,
        REF: approval.ref,
        "{ref}": approval.ref,
        "<str:token>": token,
    }
