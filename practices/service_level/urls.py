from django.urls import path

from practices.service_level import views

app_name = "service_level"
urlpatterns = [
    path("admin/calendars/", views.calendar_list, name="calendars"),
    path("admin/calendars/new/", views.new_calendar, name="new_calendar"),
    path("admin/calendars/preview/", views.preview, name="preview"),
    path("admin/calendars/<int:number>/", views.calendar, name="calendar"),
    path("admin/calendars/<int:number>/holidays/", views.add_holiday, name="add_holiday"),
    path("admin/calendars/<int:number>/holidays/import/", views.import_holidays, name="import_holidays"),
    path("admin/calendars/<int:number>/holidays/remove/", views.remove_holiday, name="remove_holiday"),
    path("admin/targets/", views.targets, name="targets"),
    path("service-levels/<int:number>/", views.target, name="target"),
    path("service-levels/<int:number>/escalation/", views.escalation, name="escalation"),
    path("service-levels/<int:number>/withdraw/", views.withdraw, name="withdraw"),
]  # fmt: skip
