"""An administrator agrees on hours and promises times, on pages and by API; errors say in plain words what to write."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practices.service_level import operations, queries
from practices.service_level.models import Calendar, Holiday, ServiceHours, Target
from practices.service_level.rules import spans, week
from svs.errors import RuleViolation, StaleVersion
from svs.events.actor import person
from svs.events.models import DomainEvent
from svs.extensions import guide_steps
from tests.conftest import api_as

pytestmark = pytest.mark.django_db
OFFICE = {str(day): [["08:00", "17:30"]] for day in range(5)}


@pytest.fixture
def as_admin(client, administrator):
    client.force_login(administrator)
    return client


@pytest.fixture
def by_admin(administrator):
    return person(administrator)


@pytest.fixture
def calendar(by_admin) -> Calendar:
    return operations.create_calendar(
        actor=by_admin, name="Benelux", time_zone="Europe/Amsterdam", hours=OFFICE, is_default=True
    )


@pytest.fixture
def api(administrator):
    return api_as(administrator, "services:read", "services:write")


def names() -> list[str]:
    return list(DomainEvent.objects.order_by("id").values_list("name", flat=True))


def form(**other: str) -> dict[str, str]:
    days = {f"day_{day}": "08:00 to 17:30" for day in range(5)}
    return {"name": "Benelux", "time_zone": "Europe/Amsterdam", **days, **other}


def test_a_calendar_is_added_with_its_services_and_says_what_it_comes_down_to(as_admin, scanners):
    said = form(day_4="8-12, 13:00 – 16", is_default="on", services=str(scanners.pk))

    answer = as_admin.post("/admin/calendars/new/", said)

    calendar = Calendar.objects.get()
    assert answer.url == f"/admin/calendars/{calendar.pk}/"
    assert calendar.hours["4"] == [["08:00", "12:00"], ["13:00", "16:00"]]
    page = as_admin.get("/admin/calendars/").content.decode()
    assert "Mon to Thu 08:00 to 17:30, Fri 08:00 to 12:00 and 13:00 to 16:00, Europe/Amsterdam, no holidays" in page  # fmt: skip
    assert "Warehouse Scanners" in page
    assert queries.hours_of(scanners.pk).zone == "Europe/Amsterdam"
    assert names() == ["calendar.created", "hours.agreed"]


@pytest.mark.parametrize(
    ("field", "line", "words"),
    [
        ("day_1", "12:00 to 08:00", "12:00 to 08:00 ends before it starts"),
        ("day_1", "22:00 to 06:00", "A night shift is two intervals"),
        ("day_1", "08:00 to 08:00", "is no time at all"),
        ("day_1", "08:00 to 12:00, 11:00 to 17:00", "Two intervals overlap at 11:00."),
        ("day_1", "morning", "Write hours like 08:00 to 17:30"),
        ("day_1", "08:00 to 25:00", "A time is written 08:00, at most 24:00."),
        ("day_1", "08:60 to 09:00", "A time is written 08:00"),
        ("day_1", "24:30 to 25:00", "A time is written 08:00"),
        ("day_1", ", ".join(f"0{n}:00 to 0{n}:30" for n in range(9)), "at most 8 intervals"),
        ("time_zone", "Amsterdam", "There is no time zone of that name."),
        ("time_zone", "../../etc/passwd", "There is no time zone of that name."),
        ("name", " ", "This field is required."),
    ],
)
def test_hours_that_make_no_sense_are_told_at_their_field(as_admin, field, line, words):
    answer = as_admin.post("/admin/calendars/new/", form(**{field: line}))

    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert not Calendar.objects.exists()


def test_a_week_without_any_hours_is_refused(as_admin):
    answer = as_admin.post("/admin/calendars/new/", form(**{f"day_{day}": "" for day in range(7)}))

    assert "Give at least one day its hours" in answer.content.decode()


def test_the_preview_says_what_stands_in_the_form(as_admin, calendar, by_admin):
    operations.add_holiday(calendar=calendar, actor=by_admin, day=date(2026, 4, 27), name="King")
    known = as_admin.post(f"/admin/calendars/preview/?of={calendar.pk}", form())
    page = as_admin.post("/admin/calendars/preview/", form(day_5="all day"))
    bent = as_admin.post("/admin/calendars/preview/", form(day_5="9 to 5"))

    assert "Europe/Amsterdam, 1 holiday a year" in known.content.decode()
    assert "Sat around the clock, Europe/Amsterdam" in page.content.decode()
    assert "Saturday: 09:00 to 05:00 ends before it starts" in bent.content.decode()


@given(st.lists(st.lists(st.integers(0, 96), min_size=0, max_size=8, unique=True), min_size=7, max_size=7))  # fmt: skip
def test_a_week_reads_back_as_it_was_written(quarters):
    written = {}
    for day, marks in enumerate(quarters):
        ends = [f"{m // 4:02d}:{m % 4 * 15:02d}" for m in sorted(marks)]
        spans = list(zip(ends[::2], ends[1::2], strict=False))
        written[str(day)] = week.read_day(", ".join(f"{a} to {b}" for a, b in spans), day)
    if not any(written.values()):
        return

    kept = week.kept(week.week_of(written))

    assert kept == {day: spans for day, spans in written.items() if spans}
    assert week.week_of(kept) == week.week_of(written)


def test_only_one_calendar_is_the_default(calendar, by_admin):
    other = operations.create_calendar(
        actor=by_admin, name="Late shift", time_zone="UTC", hours=OFFICE, is_default=True
    )

    assert list(Calendar.objects.filter(is_default=True)) == [other]
    assert queries.hours_of(None).zone == "UTC"


def test_a_service_that_leaves_a_calendar_falls_back_to_the_default(calendar, by_admin, scanners):
    late = operations.create_calendar(
        actor=by_admin, name="Late shift", time_zone="UTC", hours=OFFICE, services=[scanners.pk]
    )
    operations.change_calendar(calendar=late, actor=by_admin, fields={"services": []})

    assert not ServiceHours.objects.exists()
    assert queries.hours_of(scanners.pk).zone == "Europe/Amsterdam"
    late.refresh_from_db()
    assert late.version == 3


def test_public_holidays_come_in_once_and_count_in_the_sentence(as_admin, calendar):
    said = {"country": "NL", "region": "", "first_year": 2026, "last_year": 2027}
    url = f"/admin/calendars/{calendar.pk}/holidays/import/"

    as_admin.post(url, said)
    as_admin.post(url, said)

    assert Holiday.objects.count() == 20
    assert Holiday.objects.get(day=date(2026, 4, 27)).name == "King's Day"
    page = as_admin.get(f"/admin/calendars/{calendar.pk}/").content.decode()
    assert "Europe/Amsterdam, 10 holidays a year" in page
    assert date(2026, 12, 25) in queries.hours_of(None).holidays


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"region": "XX"}, "There is no such region in that country. It has Midden, Noord, Zuid."),
        ({"last_year": 2036}, "At most 10 years at once."),
        ({"last_year": 2025}, "the first one first"),
        ({"country": "XX"}, "Select a valid choice."),
        ({"first_year": 1}, "greater than or equal to 2000"),
    ],
)
def test_an_import_that_cannot_be_says_why(as_admin, calendar, said, words):
    body = {"country": "NL", "region": "", "first_year": 2026, "last_year": 2027, **said}

    answer = as_admin.post(f"/admin/calendars/{calendar.pk}/holidays/import/", body)

    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert not Holiday.objects.exists()


def test_a_day_is_added_once_and_removed_again(as_admin, calendar):
    url, said = f"/admin/calendars/{calendar.pk}/holidays/", {"day": "2026-12-24", "name": "Stock taking"}  # fmt: skip

    as_admin.post(url, said)
    again = as_admin.post(url, said)
    as_admin.post(f"{url}remove/", {"day": "2026-12-24"})

    assert "That day is a holiday already." in again.content.decode()
    assert not Holiday.objects.exists()
    assert names()[-2:] == ["holiday.added", "holiday.removed"]


def test_times_are_set_as_a_table_and_a_service_shows_what_it_inherits(as_admin, scanners):
    as_admin.post("/admin/targets/", {"incident_1_resolution": "4h", "incident_1_response": "30m"})
    own = f"/admin/targets/?service={scanners.pk}"
    as_admin.post(own, {"incident_1_resolution": "1h 30m"})

    assert queries.target_seconds("incident", 1, scanners.pk) == 5400
    assert queries.target_seconds("incident", 1, scanners.pk, "response") == 1800
    page = as_admin.get(own).content.decode()
    assert "instead of 4h" in page
    assert "30m as for all" in page
    as_admin.post(own, {})
    assert queries.target_seconds("incident", 1, scanners.pk) == 4 * 3600
    assert names() == ["target.set", "target.set", "target.set", "target.withdrawn"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("4", "4 what? Write 4h or 4m."),
        ("2d", "A day of work is not 24 hours"),
        ("soon", "Write a time like 30m, 4h or 1h 30m."),
        ("0m", "at least a minute"),
        ("9999h", "at most 8784h"),
        ("-4h", "Write a time like"),
        ("٤h", "Write a time like"),
    ],
)
def test_a_time_that_is_none_is_told_at_its_field_and_nothing_is_set(as_admin, text, words):
    answer = as_admin.post("/admin/targets/", {"incident_1_resolution": text, "incident_2_resolution": "4h"})  # fmt: skip

    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert not Target.objects.exists()


@given(st.integers(1, 366 * 24 * 60))
def test_a_time_reads_back_as_it_was_written(minutes):
    assert spans.read_span(spans.write_span(minutes * 60)) == minutes * 60


def test_setting_the_same_time_twice_leaves_one_event(by_admin):
    for _ in range(2):
        operations.set_target(actor=by_admin, kind="incident", priority=1, seconds=3600)

    assert names() == ["target.set"]


def test_a_time_for_a_kind_nobody_knows_is_refused(by_admin):
    with pytest.raises(RuleViolation, match="no such kind"):
        operations.set_target(actor=by_admin, kind="wish", priority=1, seconds=3600)


def test_two_who_change_a_calendar_at_once_do_not_overwrite_each_other(calendar, by_admin):
    operations.change_calendar(calendar=calendar, actor=by_admin, fields={"name": "A"}, version=1)

    with pytest.raises(StaleVersion):
        operations.change_calendar(calendar=calendar, actor=by_admin, fields={"name": "B"}, version=1)  # fmt: skip


def test_the_api_does_what_the_pages_do(api, scanners):
    body = {"name": "Benelux", "time_zone": "Europe/Amsterdam", "hours": OFFICE, "services": [scanners.pk]}  # fmt: skip
    made = api.post("/api/v1/calendars/", body, format="json")
    url = f"/api/v1/calendars/{made.json()['id']}/"

    taken = api.post(f"{url}import-holidays/", {"country": "DE", "region": "BY", "first_year": 2026, "last_year": 2026}, format="json")  # fmt: skip
    stale = api.patch(url, {"name": "Bavaria"}, format="json", HTTP_IF_MATCH='"1"')
    changed = api.patch(url, {"name": "Bavaria"}, format="json", HTTP_IF_MATCH=taken["ETag"])

    assert (made.status_code, taken.status_code, stale.status_code) == (201, 200, 412)
    assert changed.json()["in_words"] == "Mon to Fri 08:00 to 17:30, Europe/Amsterdam, 12 holidays a year"  # fmt: skip
    assert changed.json()["services"] == [scanners.pk]
    assert {"day": "2026-01-06", "name": "Epiphany"} in changed.json()["holidays"]


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"hours": {"0": [["17:00", "08:00"]]}}, 409),
        ({"hours": {"7": [["08:00", "17:00"]]}}, 400),
        ({"hours": {"0": [["8:00", "17:00"]]}}, 400),
        ({"hours": {"0": "always"}}, 400),
        ({"hours": []}, 400),
        ({"hours": {}}, 409),
        ({"hours": {"0": [["08:00\n", "17:00"]]}}, 400),
        ({"time_zone": "Mars/Olympus"}, 409),
        ({"services": [987654321]}, 409),
        ({"version": 7}, 400),
    ],
)
def test_bad_hours_never_come_in_by_api(api, calendar, change, status):
    answer = api.patch(f"/api/v1/calendars/{calendar.pk}/", change, format="json", HTTP_IF_MATCH='"1"')  # fmt: skip

    assert answer.status_code == status
    calendar.refresh_from_db()
    assert calendar.version == 1


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2026-02-30", "2026-01-01T00:00:00Z", 1767225600000])  # fmt: skip
def test_a_holiday_is_a_day_that_is(api, calendar, day):
    answer = api.post(f"/api/v1/calendars/{calendar.pk}/add-holiday/", {"day": day, "name": "X"}, format="json")  # fmt: skip

    assert answer.status_code in (400, 409)
    assert not Holiday.objects.exists()


def test_times_are_set_and_withdrawn_by_api(api, scanners):
    said = {"service": scanners.pk, "kind": "incident", "priority": 2, "measure": "response", "seconds": 1800}  # fmt: skip
    made = api.post("/api/v1/targets/", said, format="json")
    again = api.post("/api/v1/targets/", {**said, "seconds": 900}, format="json")
    twice = api.post("/api/v1/targets/", {**said, "seconds": 900}, format="json")

    assert twice.json() == again.json()
    assert {name: again.json()[name] for name in said} == {**said, "seconds": 900}
    url = f"/api/v1/targets/{again.json()['id']}/"
    assert api.get(f"/api/v1/targets/?service={scanners.pk}&measure=response").json()["results"] == [again.json()]  # fmt: skip
    assert [row["id"] for row in api.get(f"{url}history/").json()] == [again.json()["id"], made.json()["id"]]  # fmt: skip
    assert len(api.get("/api/v1/targets/?over=true").json()["results"]) == 2
    gone = api.post(f"{url}withdraw/", {}, format="json")
    assert gone.status_code == 204
    assert api.get("/api/v1/targets/").json()["results"] == []


def test_times_of_a_restricted_service_stay_hidden(by_admin, outsider, scanners):
    scanners.is_restricted = True
    scanners.save()
    operations.set_target(actor=by_admin, kind="incident", priority=1, seconds=60, service=scanners)
    calendar = operations.create_calendar(actor=by_admin, name="HR", time_zone="UTC", hours=OFFICE, services=[scanners.pk])  # fmt: skip

    api = api_as(outsider, "services:read")
    assert api.get("/api/v1/targets/").json()["results"] == []
    assert api.get(f"/api/v1/calendars/{calendar.pk}/").json()["services"] == []


def test_pages_and_lists_take_few_statements(as_admin, api, by_admin, scanners, django_assert_max_num_queries):  # fmt: skip
    for number in range(5):
        made = operations.create_calendar(actor=by_admin, name=f"C{number}", time_zone="UTC", hours=OFFICE)  # fmt: skip
        operations.import_holidays(calendar=made, actor=by_admin, country="NL", first_year=2026, last_year=2027)  # fmt: skip

    with django_assert_max_num_queries(8):
        as_admin.get("/admin/calendars/")
    with django_assert_max_num_queries(10):
        as_admin.get(f"/admin/calendars/{made.pk}/")
    with django_assert_max_num_queries(11):
        as_admin.get(f"/admin/targets/?service={scanners.pk}")
    with django_assert_max_num_queries(6):
        assert len(api.get("/api/v1/calendars/").json()["results"]) == 5


def test_the_guide_knows_when_hours_and_times_are_agreed(administrator, calendar, by_admin):
    step = next(step for step in guide_steps.items if step.key == "hours")

    assert step.done(administrator) is False
    assert step.url(administrator) == "/admin/targets/"
    operations.set_target(actor=by_admin, kind="incident", priority=1, seconds=3600)
    assert step.done(administrator) is True


@pytest.mark.parametrize(
    "asked", ["priority=1", "priority=1&priority=2", "kind=incident&priority=3&over=true"]
)
def test_promised_times_are_filtered_by_several_priorities(administrator, asked):
    api = api_as(administrator, "services:read")

    assert api.get(f"/api/v1/targets/?{asked}").status_code == 200
