from django.urls import path

from improvement import views

app_name = "improvement"
urlpatterns = [
    path("improvements/", views.register, name="register"),
    path("improvements/raise/", views.raise_, name="raise"),
    path("improvements/<slug:ref>/", views.improvement, name="improvement"),
    path("improvements/<slug:ref>/edit/", views.edit, name="edit"),
    path("improvements/<slug:ref>/start/", views.start, name="start"),
    path("improvements/<slug:ref>/finish/", views.finish, name="finish"),
    path("improvements/<slug:ref>/drop/", views.drop, name="drop"),
]
