from django.urls import path

from svs.events import views

app_name = "events"
urlpatterns = [
    path("admin/audit/", views.audit_list, name="audit"),
    path("admin/audit/<slug:kind>/<int:number>/", views.audit_subject, name="audit_subject"),
    path("admin/health/", views.health, name="health"),
    path("admin/parked/", views.parked, name="parked"),
    path("admin/parked/<int:number>/replay/", views.replay, name="replay"),
    path("admin/outbox/", views.outbox, name="outbox"),
    path("admin/outbox/<int:number>/", views.mail, name="mail"),
    path("admin/outbox/<int:number>/again/", views.mail_again, name="mail_again"),
    path("admin/jobs/", views.jobs, name="jobs"),
    path("admin/jobs/<int:number>/", views.job, name="job"),
    path("admin/jobs/<int:number>/cancel/", views.cancel, name="cancel"),
    path("admin/jobs/<int:number>/files/<str:name>", views.job_file, name="job_file"),
]
