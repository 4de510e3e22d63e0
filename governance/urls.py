from django.urls import path

from governance import views

app_name = "governance"
urlpatterns = [
    path("admin/policy/", views.policy_list, name="policies"),
    path("admin/policy/<str:key>/", views.policy, name="policy"),
    path("admin/policy/<str:key>/<int:number>/withdraw/", views.withdraw, name="withdraw"),
    path("decisions/", views.register, name="register"),
    path("decisions/record/", views.record, name="record"),
    path("decisions/<slug:ref>/", views.decision, name="decision"),
    path("decisions/<slug:ref>/review/", views.review, name="review"),
]
