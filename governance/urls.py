from django.urls import path

from governance.views import register

app_name = "governance"
urlpatterns = [
    path("admin/policy/", register.policy_list, name="policies"),
    path("admin/policy/<str:key>/", register.policy, name="policy"),
    path("admin/policy/<str:key>/<int:number>/withdraw/", register.withdraw, name="withdraw"),
    path("decisions/", register.register, name="register"),
    path("decisions/record/", register.record, name="record"),
    path("decisions/<slug:ref>/", register.decision, name="decision"),
    path("decisions/<slug:ref>/review/", register.review, name="review"),
]
