from django.urls import path

from svs.services import views

app_name = "services"
urlpatterns = [
    path("admin/services/", views.service_list, name="services"),
    path("admin/services/new/", views.new_service, name="new_service"),
    path("admin/services/<slug:slug>/", views.edit_service, name="edit_service"),
    path("admin/services/<slug:slug>/categories/", views.category_tree, name="categories"),
    path("admin/categories/<int:number>/", views.edit_category, name="edit_category"),
    path("admin/outcomes/", views.outcome_list, name="outcomes"),
    path("admin/outcomes/new/", views.new_outcome, name="new_outcome"),
    path("admin/outcomes/<slug:slug>/", views.edit_outcome, name="edit_outcome"),
]
