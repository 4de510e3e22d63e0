"""Routes of the improvement register; it was raised by the owner of the service, and its trial waits for a verdict."""

from datetime import timedelta

from django.utils import timezone

from improvement import operations
from improvement.models import Candidate, CandidateCase
from improvement.queries import Source
from practices.incident import operations as incidents
from svs.events.actor import person
from tests.improvement.conftest import cells, plan_for
from tests.metrics.conftest import measure_at_work
from tests.permissions import API_POST_ONLY, PAGE_POST_ONLY, SIGN_IN

READERS = (SIGN_IN, 403, 403, 200, 200, 200, 200)
OWNERS = (SIGN_IN, 403, 403, 200, 403, 403, 200)
API_READERS = (401, 403, 403, 200, 200, 200, 200)
REF = "(?P<ref>[A-Z]{2,5}-[0-9]{1,12})"
ONE = "improvements/<slug:ref>/"
POSTED = ("ask-approval", "extend", "end", "keep", "adapt", "discard", "drop")
PAGES = {
    "improvements/": READERS,
    "improvements/register.csv": READERS,
    "improvements/raise/": READERS,
    "improvements/candidates/": READERS,
    "improvements/candidates/mine/": READERS,
    "improvements/candidates/<int:found>/": (SIGN_IN, 403, 403, 200, 200, 404, 404),  # who sees none of its cases
    "api/v1/^candidates/$": API_READERS,
    "api/v1/^candidates/(?P<pk>[0-9]{1,9})/$": (401, 403, 403, 200, 200, 404, 404),
    ONE: READERS,
    f"{ONE}edit/": OWNERS,
    f"{ONE}assess/": OWNERS,
    f"{ONE}start/": (SIGN_IN, 403, 403, 409, 403, 403, 409),  # it is on trial
    f"{ONE}trials/<int:number>/": READERS,
    f"{ONE}trials/<int:number>/cases.csv": READERS,
    **{f"{ONE}{verb}/": PAGE_POST_ONLY for verb in POSTED},
    "api/v1/^improvements/$": API_READERS,
    f"api/v1/^improvements/{REF}/$": API_READERS,
    f"api/v1/^improvements/{REF}/trials/$": API_READERS,
    f"api/v1/^improvements/{REF}/decision/$": API_READERS,
    **{f"api/v1/^improvements/{REF}/{verb}/$": API_POST_ONLY for verb in (*POSTED, "start", "assess")},
}  # fmt: skip
_NEEDS_WORDS = (401, 404, 404, 400, 403, 403, 400)
VERBS = {
    ("POST", "api/v1/improvements/"): (401, 403, 403, 400, 400, 400, 400),
    ("PATCH", "api/v1/improvements/{ref}/"): (401, 404, 404, 428, 403, 403, 428),
    **{
        ("POST", f"api/v1/improvements/{{ref}}/{verb}/"): _NEEDS_WORDS
        for verb in ("assess", "start", "extend", "keep", "adapt", "discard", "drop")
    },
    ("POST", "api/v1/improvements/{ref}/ask-approval/"): (401, 404, 404, 409, 403, 403, 409),
    ("POST", "api/v1/improvements/{ref}/end/"): (401, 404, 404, 409, 403, 403, 409),
}


def examples(fixture) -> dict[str, str]:
    owner, service, today = fixture("owner"), fixture("scanners"), timezone.localdate()
    made = operations.raise_improvement(
        actor=person(owner), source=Source(service=service), issue="Slow", expected_impact="Faster",
        owner_id=owner.pk, target_date=today,
    )  # fmt: skip
    operations.assess_improvement(improvement=made, actor=person(owner), impact=3, effort=2, risk=1)
    kpi = measure_at_work(service, owner, measure="lead-time")
    cells(kpi, today - timedelta(days=40), today - timedelta(days=35), 60)
    operations.start_trial(improvement=made, actor=person(owner), plan=plan_for(kpi))
    ticket = incidents.log_incident(
        actor=fixture("by_agent"), title="Slow again", service_id=service.pk
    )
    found = Candidate.objects.create(kind="recurring", key="x", service=service, times=1, weight=1, seconds=60, since=today, until=today, found_at=timezone.now())  # fmt: skip
    CandidateCase.objects.create(candidate=found, ticket=ticket, seconds=60)
    return {
        "<int:found>": str(found.pk),
        "(?P<pk>[0-9]{1,9})": str(found.pk),
        "<slug:ref>": made.ref,
        REF: made.ref,
        "{ref}": made.ref,
        "<int:number>": "1",
    }
