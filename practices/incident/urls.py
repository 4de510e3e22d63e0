from django.urls import path

from practices.incident.views import tickets

app_name = "incident"
urlpatterns = [
    path("incidents/", tickets.queue, {"whose": "teams"}, name="queue"),
    path("incidents/mine/", tickets.queue, {"whose": "mine"}, name="mine"),
    path("incidents/all/", tickets.queue, {"whose": "all"}, name="all"),
    path("incidents/log/", tickets.log, name="log"),
    path("incidents/<slug:ref>/", tickets.ticket, name="ticket"),
    path("incidents/<slug:ref>/assign/", tickets.assign, name="assign"),
    path("incidents/<slug:ref>/hold/", tickets.hold, name="hold"),
    path("incidents/<slug:ref>/resume/", tickets.resume, name="resume"),
    path("incidents/<slug:ref>/resolve/", tickets.resolve, name="resolve"),
    path("incidents/<slug:ref>/reopen/", tickets.reopen, name="reopen"),
    path("incidents/<slug:ref>/close/", tickets.close, name="close"),
    path("incidents/<slug:ref>/reply/", tickets.reply, name="reply"),
    path("incidents/<slug:ref>/note/", tickets.note, name="note"),
]
