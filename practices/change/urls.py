from django.urls import include, path

from practices.change.views import (
    calendar,
    caused,
    freezes,
    impact,
    lists,
    plan,
    risk,
    sheet,  # noqa: F401 -- it registers itself
    templates,
    window,
)
from practices.desk import urls as desk_urls

app_name = "change"
urlpatterns = [
    path("changes/", lists.change_list, name="list"),
    path("changes/new/", plan.new, name="log"),
    path("admin/change-risk/", risk.policy, name="risk_policy"),
    path("changes/calendar/", calendar.calendar, name="calendar"),
    path("changes/calendar.ics", calendar.feed_of, name="feed"),
    path("changes/freezes/", freezes.freeze_list, name="freezes"),
    path("changes/freezes/new/", freezes.new_freeze, name="new_freeze"),
    path("changes/freezes/<int:number>/", freezes.edit_freeze, name="freeze"),
    path("changes/freezes/<int:number>/lift/", freezes.lift_freeze, name="lift_freeze"),
    path("changes/freezes/<int:number>/cancel/", freezes.cancel_freeze, name="cancel_freeze"),
    path("changes/windows/", freezes.window_list, name="windows"),
    path("changes/windows/new/", freezes.new_window, name="new_window"),
    path("changes/windows/<int:number>/", freezes.edit_window, name="edit_window"),
    path("changes/windows/<int:number>/end/", freezes.end_window, name="end_window"),
    path("changes/standard/", plan.standard, name="standard"),
    path("changes/export/<slug:kind>/", lists.export, name="export"),
    path("changes/templates/", templates.template_list, name="templates"),
    path("changes/templates/new/", templates.new, name="new_template"),
    path("changes/templates/<slug:ref>/", templates.template, name="template"),
    path("changes/templates/<slug:ref>/edit/", templates.edit, name="edit_template"),
    *(
        path(f"changes/templates/<slug:ref>/{verb}/", templates.act, {"verb": verb}, name=f"{verb}_template")
        for verb in ("propose", "revoke", "retire")
    ),
    path("changes/<slug:ref>/edit/", plan.edit, name="edit"),
    path("changes/<slug:ref>/versions/", plan.compare, name="versions"),
    path("changes/<slug:ref>/caused/", caused.judge, name="caused"),
    path("changes/<slug:ref>/lanes/", window.lanes, name="lanes"),
    path("changes/<slug:ref>/window/", window.window, name="window"),
    path("changes/<slug:ref>/impact/", impact.impact, name="impact"),
    path(
        "changes/<slug:ref>/",
        include(desk_urls.of_kind("change", "complete", "submit", "withdraw", "cancel", "start", "review")),
    ),
]  # fmt: skip
