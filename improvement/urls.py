from django.urls import path

from improvement.views import candidates, register, trials

app_name = "improvement"
urlpatterns = [
    path("improvements/", register.register, name="register"),
    path("improvements/register.csv", register.register_csv, name="register_csv"),
    path("improvements/raise/", register.raise_, name="raise"),
    path("improvements/candidates/", candidates.board, name="candidates"),
    path("improvements/candidates/<int:found>/", candidates.candidate, name="candidate"),
    path("improvements/candidates/mine/", candidates.found_for_leads, name="found_for_leads"),
    path("improvements/<slug:ref>/", register.improvement, name="improvement"),
    path("improvements/<slug:ref>/edit/", register.edit, name="edit"),
    path("improvements/<slug:ref>/assess/", register.assess, name="assess"),
    path("improvements/<slug:ref>/drop/", register.drop, name="drop"),
    path("improvements/<slug:ref>/ask-approval/", register.ask_approval, name="ask_approval"),
    path("improvements/<slug:ref>/start/", trials.plan, name="start"),
    path("improvements/<slug:ref>/extend/", trials.extend, name="extend"),
    path("improvements/<slug:ref>/end/", trials.end, name="end"),
    path("improvements/<slug:ref>/keep/", trials.keep, name="keep"),
    path("improvements/<slug:ref>/adapt/", trials.adapt, name="adapt"),
    path("improvements/<slug:ref>/discard/", trials.discard, name="discard"),
    path("improvements/<slug:ref>/trials/<int:number>/", trials.trial, name="trial"),
    path(
        "improvements/<slug:ref>/trials/<int:number>/cases.csv", trials.cases_csv, name="cases_csv"
    ),
]
