"""The component page and the main pages: axe clean in both themes, no sideways scroll on a phone, nothing broken in the console."""

import pytest
from django.core.management import call_command

from improvement.models import Improvement
from metrics.models import Signal
from practices.automation.models import Rule
from practices.desk.models import Ticket
from practices.service_level.models import Calendar
from svs.accounts.models import User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# who opens what
PAGES = {
    "ana.ruiz": ["/components/", "/tickets/all/", "/incidents/log/", "{ticket}", "/streams/incidents/", "/rules/", "/find/?q=scan"],
    "elena.petrova": ["/services/", "/services/warehouse-scanners/", "/kpis/", "{kpi}", "/signals/", "{signal}", "/improvements/", "{improvement}", "/improvements/raise/", "/decisions/", "{decide}"],
    "maya.okafor": ["{rule}", "/rules/new/", "/admin/tokens/", "/admin/services/", "/admin/services/payroll/", "/admin/outcomes/", "/admin/health/", "/admin/outbox/", "/admin/jobs/", "/developers/", "/admin/calendars/", "/admin/calendars/new/", "{calendar}", "/admin/targets/"],
}  # fmt: skip


@pytest.mark.parametrize("who", PAGES)
def test_every_page_is_accessible_and_fits_a_phone(who, sign_in, live_server, assert_accessible):
    call_command("demo", "--tickets", "400")
    signal = Signal.objects.filter(answer="", kpi__service__slug="warehouse-scanners").first()
    known = {
        "{ticket}": Ticket.objects.get(title__startswith="Scanners lose").get_absolute_url(),
        "{kpi}": f"/kpis/{signal.kpi.ref}/",
        "{rule}": f"/rules/{Rule.objects.earliest('pk').ref}/",
        "{improvement}": f"/improvements/{Improvement.objects.earliest('pk').ref}/",
        "{calendar}": f"/admin/calendars/{Calendar.objects.get(is_default=True).pk}/",
        "{signal}": f"/signals/{signal.pk}/", "{decide}": f"/decisions/record/?signal={signal.pk}",
    }  # fmt: skip
    page = sign_in(User.objects.get(email=f"{who}@northwind.example"))
    broken: list[str] = []
    page.on("console", lambda said: broken.append(said.text) if said.type == "error" else None)
    faults = []

    for path in PAGES[who]:
        page.goto(f"{live_server.url}{known.get(path, path)}")
        try:
            assert_accessible(page)
        except AssertionError as error:
            faults.append((path, str(error)[:1500]))

    assert faults == []
    assert broken == []
