from django.urls import URLPattern, path

from practices.desk.states import address_of
from practices.desk.views import (
    answers,
    around,
    canned,
    clocks,
    exports,
    fields,
    files,
    flow,
    health,
    items,
    live,
    mail,
    many,
    merging,
    place,
    portal,
    preview,
    queue,
    saved,
    search,
    similar,
    talk,
    ticket,
    trying,
    viewing,
)

app_name = "desk"
urlpatterns: list[URLPattern] = [
    path("tickets/", queue.my_teams, name="queue"),
    path("tickets/mine/", queue.mine, name="mine"),
    path("tickets/all/", queue.everything, name="all"),
    path("tickets/people/pick/", around.pick_person, name="pick_person"),
    path("tickets/export/<slug:kind>/", exports.export, name="export"),
    path("tickets/live/", live.live, name="live"),
    path("tickets/side/", saved.side, name="side"),
    path("tickets/views/", saved.view_list, name="views"),
    path("tickets/views/new/", saved.new_view, name="new_view"),
    path("tickets/views/<int:number>/", saved.show_view, name="view"),
    path("tickets/views/<int:number>/edit/", saved.edit_view, name="edit_view"),
    path("tickets/views/<int:number>/keep/", saved.keep_view, name="keep_view"),
    path("tickets/views/<int:number>/move/", saved.move_view, name="move_view"),
    path("tickets/views/<int:number>/delete/", saved.delete_view, name="delete_view"),
    path("tickets/health/", health.health, name="health"),
    path("tickets/teams/<slug:slug>/health/", health.health, name="team_health"),
    path("tickets/teams/<slug:slug>/between/", health.between, name="between"),
    path("tickets/teams/<slug:slug>/", queue.team_queue, name="team_queue"),
    path("admin/canned-replies/", canned.canned_list, name="canned_replies"),
    path("admin/canned-replies/new/", canned.new_canned, name="new_canned_reply"),
    path("admin/canned-replies/<int:number>/", canned.edit_canned, name="canned_reply"),
    path("admin/own-fields/", fields.field_list, name="own_fields"),
    path("admin/own-fields/new/", fields.new_field, name="new_own_field"),
    path("admin/own-fields/<int:number>/", fields.edit_field, name="own_field"),
    path("tickets/search/", search.search, name="search"),
    path("tickets/bulk/", many.many_tickets, name="bulk"),
    path("service-levels/try/", trying.try_target, name="try_target"),
    path("tickets/<slug:ref>/", ticket.go, name="go"),
    path("tickets/<slug:ref>/mail/<int:number>/", mail.original, name="mail"),
    path("tickets/<slug:ref>/mail/<int:number>/frame/", mail.frame, name="mail_frame"),
    path("tickets/<slug:ref>/mail/<int:number>/raw/", mail.raw, name="mail_raw"),
    path("tickets/<slug:ref>/preview/", preview.preview, name="preview"),
    path("tickets/<slug:ref>/undo/", many.take_back, name="undo"),
    path("files/<uuid:key>/", files.download, name="file"),
    path("tickets/<slug:ref>/place/", place.place, name="place"),
    path("tickets/<slug:ref>/around/", similar.around, name="around"),
    path("tickets/<slug:ref>/similar/", similar.similar, name="similar"),
    path("help/requests/", portal.my_requests, name="my_requests"),
    path("help/requests/<slug:ref>/", portal.my_request, name="my_request"),
    path("help/requests/<slug:ref>/reply/", portal.reply, name="my_reply"),
    path("help/requests/<slug:ref>/reopen/", portal.reopen, name="my_reopen"),
    path("help/requests/<slug:ref>/survey/", portal.survey, name="my_survey"),
    path("help/requests/<slug:ref>/cancel/", portal.cancel, name="my_cancel"),
    path("help/requests/<slug:ref>/unwatch/", portal.unwatch, name="my_unwatch"),
]


def of_kind(kind: str, finish: str, *more: str) -> list[URLPattern]:
    """Everything the desk offers on a ticket of this kind; the practice puts it below its own address and namespace.

    `more` are the practice's own verbs that the page of the ticket offers.
    """
    verbs = ("assign", "hold", "resume", finish, "reopen", "close", *more)
    return [
        path("", ticket.ticket, {"kind": kind}, name="ticket"),
        *(
            path(f"{address_of(verb)}/", ticket.verb, {"kind": kind, "verb": verb}, name=verb)
            for verb in verbs
        ),
        *(
            path(f"{verb}/", talk.say, {"kind": kind, "verb": verb}, name=verb)
            for verb in ("reply", "note")
        ),
        path("say/", talk.say, {"kind": kind}, name="say"),
        path("earlier/", talk.earlier, {"kind": kind}, name="earlier"),
        path("draft/", talk.save_draft, {"kind": kind}, name="draft"),
        path("draft/discard/", talk.discard_draft, {"kind": kind}, name="discard"),
        path("take-back/<int:number>/", talk.take_back, {"kind": kind}, name="take_back"),
        path("viewing/", viewing.viewing, {"kind": kind}, name="viewing"),
        path("canned/", canned.pick, {"kind": kind}, name="canned"),
        path("canned/<int:number>/", canned.insert, {"kind": kind}, name="insert_canned"),
        path("files/", files.upload, {"kind": kind}, name="upload"),
        path("files/<uuid:key>/drop/", files.drop, {"kind": kind}, name="drop_file"),
        path("answers/", answers.answers, {"kind": kind}, name="answers"),
        path("answers/solved/", answers.solved, {"kind": kind}, name="solved_with"),
        path("promise/", clocks.promise, {"kind": kind}, name="promise"),
        path("promise/withdraw/", clocks.withdraw, {"kind": kind}, name="withdraw_promise"),
        path("clock/<slug:measure>/", clocks.explained, {"kind": kind}, name="clock"),
        path("watch/", around.watch, {"kind": kind}, name="watch"),
        path("tasks/", around.checklist, {"kind": kind}, name="tasks"),
        path("flow/", flow.flow, {"kind": kind}, name="flow"),
        path("links/", around.links, {"kind": kind}, name="links"),
        path("merge/", merging.merge, {"kind": kind}, name="merge"),
        path("convert/", merging.convert, {"kind": kind}, name="convert"),
        path("links/pick/", around.pick_ticket, {"kind": kind}, name="pick_ticket"),
        path("items/", items.picker, {"kind": kind}, name="items"),
        path("items/change/", items.change, {"kind": kind}, name="change_items"),
    ]
