"""Is it alive, may it serve, and what do the pumps say. Health tells ok or fail only."""

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe
from drf_spectacular.renderers import OpenApiJsonRenderer
from drf_spectacular.views import SpectacularAPIView
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from rest_framework.permissions import IsAuthenticated


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """The database answers; Redis is not asked, since the web does not need it."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
    except Exception:  # whatever is wrong with the database, the answer is the same word
        return HttpResponse("fail", status=503, content_type="text/plain")
    return HttpResponse("ok", content_type="text/plain")


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus text for whoever holds the metrics token; nobody else learns that it exists."""
    token = settings.SVS_METRICS_TOKEN
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not token or not constant_time_compare(given, token):
        return HttpResponse("Not found", status=404, content_type="text/plain")
    registry = CollectorRegistry()
    waiting = Gauge(
        "svs_deliveries_waiting", "Deliveries not yet done", ["consumer"], registry=registry
    )
    parked = Gauge("svs_deliveries_parked", "Deliveries parked for a person", registry=registry)
    oldest = Gauge(
        "svs_delivery_oldest_seconds", "Age of the oldest due delivery", registry=registry
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "select consumer, count(*) from events_delivery where parked_at is null group by consumer"
        )
        for consumer, count in cursor.fetchall():
            waiting.labels(consumer).set(count)
        cursor.execute(
            "select count(*) filter (where parked_at is not null), coalesce(extract(epoch from clock_timestamp()"
            " - min(due_at) filter (where parked_at is null)), 0) from events_delivery"
        )
        count, age = cursor.fetchone()
        parked.set(count)
        oldest.set(max(0.0, float(age)))
    return HttpResponse(generate_latest(registry), content_type="text/plain; version=0.0.4")


class OpenApi(SpectacularAPIView):
    """The OpenAPI document of everything under /api/v1/, for whoever is signed in."""

    renderer_classes = [OpenApiJsonRenderer]
    permission_classes = [IsAuthenticated]
