from django.urls import path

from governance.views import approvals, register

app_name = "governance"
urlpatterns = [
    path("admin/policy/", register.policy_list, name="policies"),
    path("admin/policy/<str:key>/", register.policy, name="policy"),
    path("admin/policy/<str:key>/<int:number>/withdraw/", register.withdraw, name="withdraw"),
    path("approvals/", approvals.old_address),
    path("approvals/<slug:ref>/", approvals.old_address),
    path("votes/", approvals.votes, name="votes"),
    path("votes/link/<str:token>/", approvals.link, name="vote_link"),
    path("votes/<slug:ref>/", approvals.approval, name="vote"),
    path("votes/<slug:ref>/cast/", approvals.cast, name="cast"),
    path("decisions/", register.register, name="register"),
    path("decisions/record/", register.record, name="record"),
    path("decisions/<slug:ref>/", register.decision, name="decision"),
    path("decisions/<slug:ref>/review/", register.review, name="review"),
]
