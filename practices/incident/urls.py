from django.urls import path

from practices.incident import views

app_name = "incident"
urlpatterns = [
    path("incidents/", views.queue, {"whose": "teams"}, name="queue"),
    path("incidents/mine/", views.queue, {"whose": "mine"}, name="mine"),
    path("incidents/all/", views.queue, {"whose": "all"}, name="all"),
    path("incidents/log/", views.log, name="log"),
    path("incidents/<slug:ref>/", views.ticket, name="ticket"),
    path("incidents/<slug:ref>/assign/", views.assign, name="assign"),
    path("incidents/<slug:ref>/hold/", views.hold, name="hold"),
    path("incidents/<slug:ref>/resume/", views.resume, name="resume"),
    path("incidents/<slug:ref>/resolve/", views.resolve, name="resolve"),
    path("incidents/<slug:ref>/reopen/", views.reopen, name="reopen"),
    path("incidents/<slug:ref>/close/", views.close, name="close"),
    path("incidents/<slug:ref>/reply/", views.reply, name="reply"),
    path("incidents/<slug:ref>/note/", views.note, name="note"),
]
