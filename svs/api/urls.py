from django.urls import path

from svs.api import health, page

urlpatterns = [
    path("developers/", page.api_page, name="api_page"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("-/metrics", health.metrics, name="metrics"),
    path("api/v1/openapi.json", health.OpenApi.as_view(), name="openapi"),
]
