from django.urls import path

from svs.web import views

urlpatterns = [
    path("", views.home, name="home"),
    path("find/", views.find, name="find"),
    path("keys/", views.all_keys, name="keys"),
    path("components/", views.components, name="components"),
    path("theme/", views.set_theme, name="theme"),
]
