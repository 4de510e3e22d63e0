from django.urls import path

from practices.knowledge import views

app_name = "knowledge"
urlpatterns = [
    path("knowledge/", views.articles, name="articles"),
    path("knowledge/new/", views.new, name="new"),
    path("knowledge/<slug:ref>/", views.article, name="article"),
    path("knowledge/<slug:ref>/edit/", views.edit, name="edit"),
    path("knowledge/<slug:ref>/publish/", views.move, {"verb": "publish"}, name="publish"),
    path("knowledge/<slug:ref>/retire/", views.move, {"verb": "retire"}, name="retire"),
    path("help/articles/", views.answers, name="answers"),
    path("help/articles/known/", views.known, name="known"),
    path("help/articles/<slug:ref>/", views.answer, name="answer"),
]
