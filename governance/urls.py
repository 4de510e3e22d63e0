from django.urls import path

from governance.views import agenda, approvals, meetings, register

app_name = "governance"
urlpatterns = [
    path("admin/policy/", register.policy_list, name="policies"),
    path("admin/policy/<str:key>/", register.policy, name="policy"),
    path("admin/policy/<str:key>/<int:number>/withdraw/", register.withdraw, name="withdraw"),
    path("votes/", approvals.votes, name="votes"),
    path("votes/link/<str:token>/", approvals.link, name="vote_link"),
    path("votes/<slug:ref>/", approvals.approval, name="vote"),
    path("votes/<slug:ref>/cast/", approvals.cast, name="cast"),
    path("decisions/", register.register, name="register"),
    path("decisions/record/", register.record, name="record"),
    path("decisions/<slug:ref>/", register.decision, name="decision"),
    path("decisions/<slug:ref>/review/", register.review, name="review"),
    path("side/boards/", agenda.side, name="boards_side"),
    path("boards/<slug:slug>/agenda/", agenda.agenda, name="agenda"),
    path("boards/<slug:slug>/agenda/item/", agenda.item, name="agenda_item"),
    path("boards/<slug:slug>/questions/", agenda.four, name="questions"),
    path("boards/<slug:slug>/minutes/", meetings.minutes, name="minutes"),
    path("boards/<slug:slug>/past/", meetings.past, name="past"),
    path("boards/<slug:slug>/plan/", meetings.plan, name="plan_review"),
    path("reviews/<slug:ref>/", meetings.review, name="review"),
    path("reviews/<slug:ref>/move/", meetings.move, name="move_review"),
    path("reviews/<slug:ref>/cancel/", meetings.cancel, name="cancel_review"),
    path("reviews/<slug:ref>/holder/", meetings.holder, name="name_holder"),
    path("reviews/<slug:ref>/present/", meetings.present, name="present"),
    path("reviews/<slug:ref>/topics/", meetings.topic, name="add_topic"),
    path("reviews/<slug:ref>/topics/<int:number>/remove/", meetings.remove, name="remove_topic"),
    path("reviews/<slug:ref>/settle/", meetings.settle, name="settle"),
    path("reviews/<slug:ref>/decide/", meetings.decide, name="decide"),
    path("reviews/<slug:ref>/minutes/", meetings.write, name="write_minutes"),
    path("reviews/<slug:ref>/close/", meetings.close, name="close_review"),
]
