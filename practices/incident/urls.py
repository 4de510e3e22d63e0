from django.urls import path

from practices.incident.views import family, log, outages, setup, tickets

app_name = "incident"
urlpatterns = [
    path("incidents/", tickets.queue, {"whose": "teams"}, name="queue"),
    path("incidents/mine/", tickets.queue, {"whose": "mine"}, name="mine"),
    path("incidents/all/", tickets.queue, {"whose": "all"}, name="all"),
    path("incidents/log/", log.log, name="log"),
    path("incidents/log/hints/", log.hints, name="log_hints"),
    path("incidents/<slug:ref>/", tickets.ticket, name="ticket"),
    path("incidents/<slug:ref>/edit/", log.edit, name="edit"),
    path("incidents/<slug:ref>/assign/", tickets.assign, name="assign"),
    path("incidents/<slug:ref>/hold/", tickets.hold, name="hold"),
    path("incidents/<slug:ref>/resume/", tickets.resume, name="resume"),
    path("incidents/<slug:ref>/resolve/", tickets.resolve, name="resolve"),
    path("incidents/<slug:ref>/reopen/", tickets.reopen, name="reopen"),
    path("incidents/<slug:ref>/close/", tickets.close, name="close"),
    path("incidents/<slug:ref>/reply/", tickets.reply, name="reply"),
    path("incidents/<slug:ref>/note/", tickets.note, name="note"),
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
