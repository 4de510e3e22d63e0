from django.urls import path

from practices.automation.views import editor, exceptions, rules

app_name = "automation"
urlpatterns = [
    path("rules/", rules.rule_list, name="rules"),
    path("rules/new/", editor.new, name="new"),
    path("rules/exceptions/", exceptions.failure_list, name="failures"),
    *(
        path(f"rules/exceptions/<slug:ref>/{name}/", exceptions.settle, {"name": name}, name=name)
        for name in exceptions.VERBS
    ),
    path("rules/<slug:ref>/", rules.rule, name="rule"),
    path("rules/<slug:ref>/effect/", rules.effect, name="effect"),
    path("rules/<slug:ref>/edit/", editor.edit, name="edit"),
    *(
        path(f"rules/<slug:ref>/{name}/", rules.verb, {"name": name}, name=name)
        for name in rules.NEEDS
    ),
]
