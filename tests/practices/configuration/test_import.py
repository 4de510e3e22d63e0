"""Lists of items: looked at before they are taken in; good rows go in, the others are named by line."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from practices.configuration import operations, rules
from practices.configuration.models import Item, ItemImport
from svs.accounts.models import Role
from svs.events import jobs
from svs.events.actor import person
from svs.events.models import DomainEvent, Job
from tests.conftest import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(client, service_desk):
    lead = make_person("Priya Nair", Role.TEAM_LEAD, team=service_desk)
    client.force_login(lead)
    return lead


@pytest.fixture
def bring(client, lead):
    def send(raw: bytes | str):
        raw = raw if isinstance(raw, bytes) else raw.encode()
        return client.post("/items/import/", {"file": SimpleUploadedFile("items.csv", raw)})

    return send


def rejects(page) -> list[tuple[int, str]]:
    return [(line, name) for line, name, _ in page.context["rejects"]]


def test_good_rows_go_in_and_the_others_are_named_by_their_line(client, bring, scanners):
    url = bring(
        "name,kind,service,needs\n"
        "Switch,Network,warehouse scanners,\n"
        "Scanner,hardware,Warehouse Scanners,Switch; Access point\n"
        "Access point,network,,Switch\n"
        ",hardware,,\n"
        "Printer,toaster,,\n"
        "Camera,,Unheard of,\n"
        "Dock,,,Printer\n"
        "Door,,,Dock\n"
        "Switch,,,\n"
    )["Location"]

    page = client.get(url)
    assert not Item.objects.exists()
    assert [line for line, _ in rejects(page)] == [5, 6, 7, 8, 9, 10]
    client.post(url)

    assert sorted(Item.objects.values_list("name", flat=True)) == ["Access point", "Scanner", "Switch"]  # fmt: skip
    scanner = Item.objects.get(name="Scanner")
    assert (scanner.kind, scanner.service) == ("hardware", scanners)
    assert sorted(r.target.name for r in scanner.relations_out.all()) == ["Access point", "Switch"]
    assert DomainEvent.objects.get(name="item.imported").data == {
        "created": 3, "changed": 0, "unchanged": 0, "rejected": 6,
    }  # fmt: skip
    answer = client.get(f"{url}rejects.csv")
    assert b"6,Printer,There is no kind" in answer.content
    assert answer["Content-Disposition"].startswith("attachment")


def test_the_same_list_again_changes_nothing_and_a_taken_list_is_not_taken_twice(client, bring):
    text = "name;kind\nScanner;hardware\n"
    first = bring(text)["Location"]
    client.post(first)
    client.post(first)
    events = DomainEvent.objects.count()
    client.post(bring(text)["Location"])

    assert ItemImport.objects.latest("pk").result == {"created": 0, "changed": 0, "unchanged": 1, "rejects": []}  # fmt: skip
    assert DomainEvent.objects.count() == events + 1  # item.imported


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_whatever_a_spreadsheet_saves_is_read(client, bring, codec):
    client.post(bring("name\tkind\nPort d’été\tplace\n".encode(codec))["Location"])

    assert Item.objects.get().name == "Port d’été"


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        ("", "empty"), ("name\n", "stands nothing"), ("nom,kind\nx,y\n", "Unknown columns: nom"), ("kind\nplace\n", "column name is missing"),
        ("name,name\na,b\n", "stands twice"), (b"name\nx\x00y\n", "no text file"), (b"PK\x03\x04\x00\x00", "no text file"),
        ("name\n" + "x\n" * 10_001, "at most 10000"), ("name\n" + '"' + "x" * 200_000 + '"\n', "cannot be read"),
    ],
)  # fmt: skip
def test_a_list_that_cannot_be_read_says_why_and_is_not_kept(bring, raw, why):
    answer = bring(raw)

    assert answer.status_code == 400
    assert why in answer.content.decode() or "submitted file is empty" in answer.content.decode()
    assert not ItemImport.objects.exists()


def test_cells_that_a_spreadsheet_would_run_are_names_here_and_guarded_when_they_leave(client, bring):  # fmt: skip
    url = bring("name,kind\n'=1+1,other\n=2+2,other\n=3,toaster\n")["Location"]
    client.post(url)

    assert sorted(Item.objects.values_list("name", flat=True)) == ["=1+1", "=2+2"]
    assert b"'=3" in client.get(f"{url}rejects.csv").content


def test_another_lead_does_not_see_my_list(client, bring, network):
    url = bring("name\nScanner\n")["Location"]
    client.force_login(make_person("Tom Becker", Role.TEAM_LEAD, team=network))

    assert client.get(url).status_code == 404
    assert client.post(url).status_code == 404


def test_ten_thousand_rows_are_a_job_that_shows_how_far_it_is(client, lead):
    text = "name,needs\n" + "".join(f"Scanner {n},Scanner {n - 1 if n else 1}\n" for n in range(600))  # fmt: skip
    brought = operations.bring_list(actor=person(lead), user=lead, raw=text.encode())
    url = f"/items/import/{brought.pk}/"
    client.post(url)
    job = Job.objects.get(kind=operations.IMPORT_JOB)
    assert "0 of 600" in client.get(url).content.decode()

    jobs._chunk(job.pk)
    assert "125 of 600" in client.get(url).content.decode()
    jobs.finish(job.pk)

    brought.refresh_from_db()
    assert brought.result["created"] == Item.objects.count() == 600
    assert Item.objects.get(name="Scanner 5").relations_out.get().target.name == "Scanner 4"
    assert "600 added" in client.get(url).content.decode()


def test_a_list_of_the_largest_size_is_looked_at_in_a_moment():
    text = "name,kind,service,needs\n" + "".join(f"Scanner {n},hardware,,Hub\n" for n in range(9_999)) + "Hub,,,\n"  # fmt: skip
    known = rules.Known(frozenset(), frozenset(), {"hardware": "hardware"}, {})

    assert len(rules.plan(rules.rows_of(text), known).good) == 10_000
