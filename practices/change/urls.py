from django.urls import include, path

from practices.change.views import (
    lists,
    plan,
    sheet,  # noqa: F401 -- it registers itself
    window,
)
from practices.desk import urls as desk_urls

app_name = "change"
urlpatterns = [
    path("changes/", lists.change_list, name="list"),
    path("changes/new/", plan.new, name="log"),
    path("changes/<slug:ref>/lanes/", window.lanes, name="lanes"),
    path("changes/<slug:ref>/window/", window.window, name="window"),
    path(
        "changes/<slug:ref>/",
        include(desk_urls.of_kind("change", "complete", "submit", "withdraw", "cancel", "start", "review")),
    ),
]  # fmt: skip
