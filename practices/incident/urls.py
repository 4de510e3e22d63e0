from django.urls import include, path

from practices.desk import urls as desk_urls
from practices.incident.views import family, known, log, outages, portal, setup

app_name = "incident"
urlpatterns = [
    path("help/", portal.home, name="help"),
    path("help/ask/", portal.ask, name="ask"),
    path("help/outages/<int:number>/affected/", portal.affected, name="affected"),
    path("help/status/", portal.status, name="status"),
    path("incidents/log/", log.log, name="log"),
    path("incidents/log/hints/", log.hints, name="log_hints"),
    path("incidents/log/known/", known.known, name="log_known"),
    path("incidents/<slug:ref>/", include(desk_urls.of_kind("incident", "resolve"))),
    path("incidents/<slug:ref>/edit/", log.edit, name="edit"),
    path("incidents/<slug:ref>/make-child/", family.make_child, name="make_child"),
    path("incidents/<slug:ref>/take-out/", family.take_out, name="take_out"),
    path("incidents/<slug:ref>/service-down/", outages.service_is_down, name="service_down"),
    path("incidents/<slug:ref>/service-up/", outages.service_is_up, name="service_up"),
    path("outages/", outages.outage_list, name="outages"),
    path("outages/new/", outages.new_outage, name="new_outage"),
    path("outages/<int:number>/", outages.edit_outage, name="edit_outage"),
    path("outages/<int:number>/end/", outages.end_outage, name="end_outage"),
    path("outages/<int:number>/cancel/", outages.cancel_outage, name="cancel_outage"),
    path("admin/matrix/", setup.matrix, name="matrix"),
    path("admin/incident-templates/", setup.template_list, name="templates"),
    path("admin/incident-templates/new/", setup.new_template, name="new_template"),
    path("admin/incident-templates/<int:number>/", setup.edit_template, name="edit_template"),
]
