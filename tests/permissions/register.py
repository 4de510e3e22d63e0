"""Routes of policies of one page, risks and escalations; the owner of the service drafted, raised and opened them."""

from datetime import timedelta

from django.utils import timezone

from governance.operations import escalations, policies, risks
from governance.queries.escalations import subject_of
from practices.incident import operations as incidents
from svs.accounts.models import RoleAssignment
from svs.events.actor import person
from tests.governance.asked import right
from tests.permissions import API_POST_ONLY, PAGE_POST_ONLY, SIGN_IN

READERS = (SIGN_IN, 403, 403, 200, 200, 200, 200)
API_READERS = (401, 403, 403, 200, 200, 200, 200)
OWNERS = (SIGN_IN, 403, 403, 200, 403, 403, 200)
DRAFTERS = (SIGN_IN, 403, 403, 200, 403, 200, 200)
REF = "(?P<ref>[A-Z]{2,5}-[0-9]{1,12})"
POLICY, RISK, UP = "policies/<slug:ref>/", "risks/<slug:ref>/", "escalations/<slug:ref>/"
KINDS = ("policies", "risks", "escalations")
VERBS_OF = {"policies": ("propose", "withdraw", "retire"), "risks": ("ask", "withdraw", "close"), "escalations": ("decide",)}  # fmt: skip
PAGES = {
    "decisions/export/<slug:kind>/": READERS,
    "policies/": READERS,
    "policies/draft/": DRAFTERS,
    POLICY: READERS,
    f"{POLICY}edit/": OWNERS,
    f"{POLICY}versions/<int:number>/": READERS,
    f"{POLICY}<slug:verb>/": PAGE_POST_ONLY,
    "risks/": READERS,
    "risks/raise/": READERS,
    RISK: READERS,
    f"{RISK}edit/": OWNERS,
    **{f"{RISK}{verb}/": PAGE_POST_ONLY for verb in ("ask", "withdraw", "close")},
    "escalations/": READERS,
    "escalations/open/": (SIGN_IN, 403, 403, 404, 404, 404, 404),  # nothing was named
    UP: (SIGN_IN, 403, 403, 200, 200, 404, 200),  # it is about a ticket
    f"{UP}decide/": PAGE_POST_ONLY,
    **{f"api/v1/^{kind}/$": API_READERS for kind in KINDS},
    **{f"api/v1/^{kind}/{REF}/$": API_READERS for kind in KINDS[:2]},
    f"api/v1/^escalations/{REF}/$": (401, 403, 403, 200, 200, 404, 200),
    **{f"api/v1/^{kind}/{REF}/{verb}/$": API_POST_ONLY for kind, verbs in VERBS_OF.items() for verb in verbs},
}  # fmt: skip
_ANYBODY = (401, 403, 403, 400, 400, 400, 400)
VERBS = {
    ("POST", "api/v1/policies/"): (401, 403, 403, 400, 403, 400, 400),
    ("PATCH", "api/v1/policies/{policy}/"): (401, 404, 404, 428, 403, 403, 428),
    ("POST", "api/v1/policies/{policy}/propose/"): (401, 404, 404, 409, 403, 403, 409),
    ("POST", "api/v1/policies/{policy}/withdraw/"): (401, 404, 404, 409, 403, 403, 409),
    ("POST", "api/v1/risks/"): _ANYBODY,
    ("PATCH", "api/v1/risks/{risk}/"): (401, 404, 404, 428, 403, 403, 428),
    ("POST", "api/v1/risks/{risk}/ask/"): (401, 404, 404, 400, 403, 403, 400),
    ("POST", "api/v1/risks/{risk}/withdraw/"): (401, 404, 404, 409, 403, 403, 409),
    ("POST", "api/v1/risks/{risk}/close/"): (401, 404, 404, 400, 403, 403, 400),
    ("POST", "api/v1/escalations/"): _ANYBODY,
    ("POST", "api/v1/escalations/{up}/decide/"): (401, 404, 404, 400, 403, 404, 403),
}


def examples(fixture) -> dict[str, str]:
    """Each list has refs of its own kind."""
    owner, service, day = fixture("owner"), fixture("scanners"), timezone.localdate() + timedelta(days=9)  # fmt: skip
    RoleAssignment.objects.create(user=owner, role="sponsor")
    right(subject="policy")  # nobody has to be asked: it is in force
    actor = person(owner)
    policy = policies.draft_policy(actor=actor, title="Passwords", body="Two factors", owner_id=owner.pk, review_date=day)  # fmt: skip
    policies.propose_policy(policy=policy, actor=actor)
    risk = risks.raise_risk(actor=actor, statement="If it is cut", likelihood=1, impact=1, owner_id=owner.pk, service_id=service.pk)  # fmt: skip
    ticket = incidents.log_incident(actor=fixture("by_agent"), title="Slow", service_id=service.pk)
    up = escalations.open_escalation(actor=actor, subject=subject_of(fixture("agent"), ticket.ref), why="It waits", path=[owner.pk])  # fmt: skip
    refs = {"policies": policy.ref, "risks": risk.ref, "escalations": up.ref}
    return {
        **{f"{kind}/<slug:ref>": f"{kind}/{ref}" for kind, ref in refs.items()},
        **{f"{kind}/{REF}": f"{kind}/{ref}" for kind, ref in refs.items()},
        "{policy}": policy.ref, "{risk}": risk.ref, "{up}": up.ref, "<int:number>": "1", "<slug:verb>": "propose", "<slug:kind>": "csv",
    }  # fmt: skip
