from django.urls import path

from valuechain import views

app_name = "valuechain"
urlpatterns = [
    path("streams/", views.streams, name="streams"),
    path("streams/incidents/", views.incidents, name="incidents"),
    path("streams/incidents/moves.csv", views.moves_csv, name="moves_csv"),
    path("streams/back-and-forth/", views.back_and_forth, name="back_and_forth"),
    path("streams/waits/<slug:slug>/", views.waits, name="waits"),
    path("streams/incidents/cases/", views.cases, name="cases"),
]
