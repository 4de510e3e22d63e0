from django.urls import path

from metrics import views

app_name = "metrics"
urlpatterns = [
    path("value/", views.value, name="value"),
    path("services/", views.services, name="services"),
    path("services/<slug:slug>/", views.dashboard, name="dashboard"),
    path("kpis/", views.kpis, name="kpis"),
    path("kpis/new/", views.new_kpi, name="new_kpi"),
    path("kpis/<slug:ref>/", views.kpi, name="kpi"),
    path("kpis/<slug:ref>/edit/", views.edit_kpi, name="edit_kpi"),
    path("kpis/<slug:ref>/activate/", views.move_kpi, {"verb": "activate"}, name="activate_kpi"),
    path("kpis/<slug:ref>/retire/", views.move_kpi, {"verb": "retire"}, name="retire_kpi"),
    path("admin/recount/", views.recount, name="recount"),
    path("signals/", views.signals, name="signals"),
    path("signals/<int:number>/", views.signal, name="signal"),
]
