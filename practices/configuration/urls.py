from django.urls import path

from practices.configuration import views

app_name = "configuration"
urlpatterns = [
    path("items/", views.items, name="items"),
    path("items/new/", views.new, name="new"),
    path("items/pick/", views.pick, name="pick"),
    path("items/import/", views.bring, name="bring"),
    path("items/import/<int:number>/", views.preview, name="preview"),
    path("items/import/<int:number>/rejects.csv", views.rejects, name="rejects"),
    path("items/<int:number>/", views.item, name="item"),
    path("items/<int:number>/edit/", views.edit, name="edit"),
    path("items/<int:number>/retire/", views.use, {"is_active": False}, name="retire"),
    path("items/<int:number>/restore/", views.use, {"is_active": True}, name="restore"),
    path("items/<int:number>/relate/", views.relate, name="relate"),
    path("items/<int:number>/unrelate/<int:relation>/", views.unrelate, name="unrelate"),
]
