"""Routes of hours and promised times. One calendar is there, and one time is promised."""

from practices.service_level import operations
from practices.service_level.models import Target
from svs.events.actor import person
from tests.permissions import API_POST_ONLY, API_SIGNED_IN, PAGE_POST_ONLY, SIGN_IN, SIGNED_IN

ADMIN = (SIGN_IN, 403, 403, 403, 403, 403, 200)
PAGES = {
    "admin/calendars/": ADMIN,
    "admin/calendars/new/": ADMIN,
    "admin/calendars/preview/": PAGE_POST_ONLY,
    "admin/calendars/<int:number>/": ADMIN,
    "admin/calendars/<int:number>/holidays/": PAGE_POST_ONLY,
    "admin/calendars/<int:number>/holidays/import/": PAGE_POST_ONLY,
    "admin/calendars/<int:number>/holidays/remove/": PAGE_POST_ONLY,
    "admin/targets/": ADMIN,
    "service-levels/<int:number>/": SIGNED_IN,
    "service-levels/<int:number>/escalation/": PAGE_POST_ONLY,
    "service-levels/<int:number>/withdraw/": PAGE_POST_ONLY,
    "api/v1/^calendars/$": API_SIGNED_IN,
    "api/v1/^calendars/(?P<pk>[0-9]{1,9})/$": API_SIGNED_IN,
    "api/v1/^calendars/(?P<pk>[0-9]{1,9})/add-holiday/$": API_POST_ONLY,
    "api/v1/^calendars/(?P<pk>[0-9]{1,9})/remove-holiday/$": API_POST_ONLY,
    "api/v1/^calendars/(?P<pk>[0-9]{1,9})/import-holidays/$": API_POST_ONLY,
    "api/v1/^targets/$": API_SIGNED_IN,
    "api/v1/^targets/(?P<pk>[0-9]{1,9})/$": API_SIGNED_IN,
    "api/v1/^targets/(?P<pk>[0-9]{1,9})/withdraw/$": API_POST_ONLY,
    "api/v1/^targets/(?P<pk>[0-9]{1,9})/escalation/$": API_POST_ONLY,
    "api/v1/^targets/(?P<pk>[0-9]{1,9})/history/$": API_SIGNED_IN,
}
ADMIN_WRITES = (401, 403, 403, 403, 403, 403)
VERBS = {
    ("POST", "admin/calendars/preview/"): (SIGN_IN, 403, 403, 403, 403, 403, 200),
    ("POST", "admin/calendars/{id}/holidays/"): (SIGN_IN, 403, 403, 403, 403, 403, 400),
    ("POST", "admin/calendars/{id}/holidays/import/"): (SIGN_IN, 403, 403, 403, 403, 403, 400),
    ("POST", "admin/calendars/{id}/holidays/remove/"): (SIGN_IN, 403, 403, 403, 403, 403, 302),
    ("POST", "api/v1/calendars/"): (*ADMIN_WRITES, 400),
    ("PATCH", "api/v1/calendars/{id}/"): (*ADMIN_WRITES, 428),
    ("POST", "api/v1/calendars/{id}/add-holiday/"): (*ADMIN_WRITES, 400),
    ("POST", "api/v1/calendars/{id}/remove-holiday/"): (*ADMIN_WRITES, 400),
    ("POST", "api/v1/calendars/{id}/import-holidays/"): (*ADMIN_WRITES, 400),
    ("POST", "service-levels/{id}/escalation/"): (SIGN_IN, 403, 403, 403, 403, 403, 302),
    ("POST", "api/v1/targets/"): (*ADMIN_WRITES, 400),
    ("POST", "api/v1/targets/{id}/escalation/"): (*ADMIN_WRITES, 400),
}


def examples(fixture) -> dict[str, str]:
    actor = person(fixture("agent"))
    operations.set_target(actor=actor, kind="incident", priority=1, seconds=3600)
    calendar = operations.create_calendar(
        actor=actor, name="Office", time_zone="UTC", hours={"0": [["08:00", "17:00"]]}
    )
    Target.objects.update(id=calendar.pk)  # one placeholder stands for both
    number = str(calendar.pk)
    return {"<int:number>": number, "(?P<pk>[0-9]{1,9})": number, "{id}": number}
