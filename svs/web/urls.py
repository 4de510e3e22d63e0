from django.urls import path

from svs.web import views

urlpatterns = [
    path("", views.home, name="home"),
    path("theme/", views.set_theme, name="theme"),
]
