from django.urls import path

from practices.automation import views

app_name = "automation"
urlpatterns = [
    path("rules/", views.rule_list, name="rules"),
    path("rules/new/", views.new, name="new"),
    path("rules/<slug:ref>/", views.rule, name="rule"),
    path("rules/<slug:ref>/edit/", views.edit, name="edit"),
    *(
        path(f"rules/<slug:ref>/{name}/", views.verb, {"name": name}, name=name)
        for name in ("dry-run", "enable", "disable", "up", "down")
    ),
]
