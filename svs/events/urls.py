from django.urls import path

from svs.events import views

app_name = "events"
urlpatterns = [
    path("admin/health/", views.health, name="health"),
    path("admin/parked/", views.parked, name="parked"),
    path("admin/parked/<int:number>/replay/", views.replay, name="replay"),
    path("admin/outbox/", views.outbox, name="outbox"),
    path("admin/outbox/<int:number>/", views.mail, name="mail"),
    path("admin/jobs/", views.jobs, name="jobs"),
]
