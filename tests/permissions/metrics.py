"""Routes of the measures. The service is the owner's, the signal open."""

from tests.metrics.conftest import broken_promise
from tests.permissions import API_POST_ONLY, PAGE_POST_ONLY, SIGN_IN

READERS = (SIGN_IN, 403, 403, 200, 200, 200, 200)
API_READERS = (401, 403, 403, 200, 200, 200, 200)
REF = "(?P<ref>[A-Z]{2,5}-[0-9]{1,12})"
PAGES = {
    "value/": READERS,
    "admin/recount/": (SIGN_IN, 403, 403, 403, 403, 403, 200),
    "services/": READERS,
    "services/<slug:slug>/": READERS,
    "kpis/": READERS,
    "kpis/new/": (SIGN_IN, 403, 403, 200, 403, 403, 200),
    "kpis/<slug:ref>/": READERS,
    "kpis/<slug:ref>/edit/": (SIGN_IN, 403, 403, 200, 403, 403, 200),
    "kpis/<slug:ref>/activate/": PAGE_POST_ONLY,
    "kpis/<slug:ref>/retire/": PAGE_POST_ONLY,
    "signals/": READERS,
    "signals/<int:number>/": READERS,
    "api/v1/^kpis/$": API_READERS,
    f"api/v1/^kpis/{REF}/$": API_READERS,
    f"api/v1/^kpis/{REF}/values/$": API_READERS,
    f"api/v1/^kpis/{REF}/activate/$": API_POST_ONLY,
    f"api/v1/^kpis/{REF}/retire/$": API_POST_ONLY,
    "api/v1/^signals/$": API_READERS,
    "api/v1/^signals/(?P<pk>[0-9]{1,9})/$": API_READERS,
    "api/v1/^signals/(?P<pk>[0-9]{1,9})/no-action/$": API_POST_ONLY,
    "api/v1/^value/$": API_READERS,
    "api/v1/^measures/$": API_READERS,
    "api/v1/^dashboards/(?P<slug>[a-z0-9-]{1,120})/$": API_READERS,
}
VERBS = {
    ("POST", "api/v1/kpis/"): (401, 403, 403, 400, 403, 403, 400),
    ("PATCH", "api/v1/kpis/{ref}/"): (401, 404, 404, 428, 403, 403, 428),
    ("POST", "api/v1/kpis/{ref}/activate/"): (401, 404, 404, 409, 403, 403, 409),
    ("POST", "api/v1/signals/{number}/no-action/"): (401, 404, 404, 400, 403, 403, 400),
}


def examples(fixture) -> dict[str, str]:
    signal = broken_promise(fixture("by_agent"), fixture("scanners"), fixture("owner"))
    kpi = signal.kpi
    return {
        "<slug:slug>": kpi.service.slug, "(?P<slug>[a-z0-9-]{1,120})": kpi.service.slug,
        "<slug:ref>": kpi.ref, REF: kpi.ref, "{ref}": kpi.ref,
        "<int:number>": str(signal.pk), "(?P<pk>[0-9]{1,9})": str(signal.pk), "{number}": str(signal.pk),
    }  # fmt: skip
