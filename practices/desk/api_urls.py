from typing import Any

from django.urls import path, re_path
from rest_framework.routers import SimpleRouter

from practices.desk.api import answers, many
from practices.desk.api.around import LinkViewSet, TaskViewSet, WatcherViewSet
from practices.desk.api.attachments import AttachmentViewSet
from practices.desk.api.base import REF
from practices.desk.api.canned import CannedReplyViewSet
from practices.desk.api.clocks import MEASURE, ClockViewSet, PromiseViewSet
from practices.desk.api.fields import OwnFieldViewSet
from practices.desk.api.merging import GoOnViewSet
from practices.desk.api.saved import ViewViewSet
from practices.desk.api.search import SearchViewSet
from practices.desk.api.tickets import TicketViewSet
from practices.desk.api.trying import TryViewSet

KEY = r"(?P<key>[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"
LIST: dict[str, Any] = {"get": "list", "post": "create"}
ONE: dict[str, Any] = {"patch": "partial_update", "delete": "destroy"}
ID = "(?P<id>[0-9]{1,9})"
router = SimpleRouter()
router.register("own-fields", OwnFieldViewSet, basename="own-field")
router.register("canned-replies", CannedReplyViewSet, basename="canned-reply")
router.register("search", SearchViewSet, basename="search")
router.register("views", ViewViewSet, basename="view")
router.register("tickets", TicketViewSet, basename="ticket")
urlpatterns = [
    *router.urls,
    re_path(
        rf"^tickets/{REF}/attachments/$", AttachmentViewSet.as_view({"get": "list", "post": "create"}), name="ticket-attachments"
    ),
    re_path(
        rf"^tickets/{REF}/attachments/{KEY}/$", AttachmentViewSet.as_view({"get": "retrieve", "delete": "drop"}), name="ticket-attachment"
    ),
    path("tickets/bulk/", many.ManyViewSet.as_view({"post": "create"}), name="ticket-bulk"),
    re_path(
        rf"^tickets/{REF}/solved-with/$", answers.SolvedWithViewSet.as_view({"get": "list", "post": "create"}), name="solved-with"
    ),
    re_path(rf"^tickets/{REF}/not-solved-with/$", answers.SolvedWithViewSet.as_view({"post": "remove"}), name="not-solved-with"),
    re_path(rf"^tickets/{REF}/undo/$", many.UndoViewSet.as_view({"post": "create"}), name="ticket-undo"),
    path("targets/try/", TryViewSet.as_view({"post": "create"}), name="target-try"),
    re_path(rf"^tickets/{REF}/clocks/$", ClockViewSet.as_view({"get": "list"}), name="ticket-clocks"),
    re_path(rf"^tickets/{REF}/clocks/{MEASURE}/$", ClockViewSet.as_view({"get": "retrieve"}), name="ticket-clock"),
    re_path(rf"^tickets/{REF}/promise/$", PromiseViewSet.as_view({"post": "create"}), name="ticket-promise"),
    re_path(rf"^tickets/{REF}/promise/withdraw/$", PromiseViewSet.as_view({"post": "withdraw"}), name="ticket-promise-withdraw"),
    re_path(rf"^tickets/{REF}/merge/$", GoOnViewSet.as_view({"post": "merge"}), name="ticket-merge"),
    re_path(rf"^tickets/{REF}/convert/$", GoOnViewSet.as_view({"post": "convert"}), name="ticket-convert"),
    re_path(rf"^tickets/{REF}/watchers/$", WatcherViewSet.as_view(LIST), name="ticket-watchers"),
    re_path(rf"^tickets/{REF}/watchers/{ID}/$", WatcherViewSet.as_view({"delete": "destroy"}), name="ticket-watcher"),
    re_path(rf"^tickets/{REF}/tasks/$", TaskViewSet.as_view(LIST), name="ticket-tasks"),
    re_path(rf"^tickets/{REF}/tasks/{ID}/$", TaskViewSet.as_view(ONE), name="ticket-task"),
    re_path(rf"^tickets/{REF}/links/$", LinkViewSet.as_view(LIST), name="ticket-links"),
    re_path(rf"^tickets/{REF}/links/{ID}/$", LinkViewSet.as_view({"delete": "destroy"}), name="ticket-link"),
]  # fmt: skip
