"""People from a list: seen before, taken in line by line, the same list again changes nothing."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from svs.accounts.models import User
from svs.events import jobs
from svs.events.models import DomainEvent, Job, JobFile

pytestmark = pytest.mark.django_db
LIST = """email,name,job,department,teams,roles
noor@example.org,Noor Bakker,Picker,Lyon,,
ana.ruiz@northwind.example,,Head of desk,,Network Operations,Team lead
no address,Nobody,,,,
lin@example.org,,,,,
sam@example.org,Sam,,,Juggling,
noor@example.org,Noor again,,,,
eva@example.org,=cmd(),,,Network Operations;Service Desk,agent;auditor
"""


@pytest.fixture
def as_admin(client, administrator, agent, network):
    client.force_login(administrator)
    return client


def upload(client, text: str | bytes):
    data = text.encode() if isinstance(text, str) else text
    return client.post("/admin/people/import/", {"file": SimpleUploadedFile("people.csv", data)})


def take_in(client, text: str) -> Job:
    url = upload(client, text)["Location"]
    client.post(f"{url}begin/")
    job = Job.objects.latest("pk")
    jobs.finish(job.pk)
    job.refresh_from_db()
    return job


def test_what_it_would_do_is_seen_before_anything_changes(as_admin):
    before = User.objects.count()

    page = as_admin.get(upload(as_admin, LIST)["Location"]).content.decode()

    assert "2 are new, 1 change, 0 stay as they are, 4 cannot be taken in." in page
    for fault in ("This is no e-mail address.", "Give their name.", "There is no team Juggling.", "stands in the list twice"):  # fmt: skip
        assert fault in page
    assert User.objects.count() == before
    assert not DomainEvent.objects.exists()


def test_good_lines_go_in_and_bad_ones_are_named_with_their_line(as_admin, agent, network):
    job = take_in(as_admin, LIST)

    assert job.result == {"new": 2, "changed": 1, "same": 0, "rejected": 4}
    agent.refresh_from_db()
    assert (agent.name, agent.job) == ("Ana Ruiz", "Head of desk")
    assert network.pk in agent.team_ids
    eva = User.objects.get(email="eva@example.org")
    assert eva.roles() == {"agent", "auditor", "requester"}
    rejects = as_admin.get(f"/admin/jobs/{job.pk}/files/rejects.csv").content.decode().splitlines()
    assert [line.split(",")[0] for line in rejects] == ["line", "4", "5", "6", "7"]


def test_the_same_list_again_changes_nothing(as_admin):
    take_in(as_admin, LIST)
    events = DomainEvent.objects.count()

    again = take_in(as_admin, LIST)

    assert again.result == {"new": 0, "changed": 0, "same": 3, "rejected": 4}
    assert DomainEvent.objects.count() == events


def test_a_long_list_goes_in_bit_by_bit_and_can_be_stopped(as_admin):
    text = "email;name\n" + "".join(f"p{n}@example.org;Person {n}\n" for n in range(450))
    url = upload(as_admin, text)["Location"]
    as_admin.post(f"{url}begin/")
    job = Job.objects.get()

    jobs._chunk(job.pk)
    half = as_admin.get(f"/admin/jobs/{job.pk}/").content.decode()
    as_admin.post(f"/admin/jobs/{job.pk}/cancel/")
    jobs._chunk(job.pk)

    assert "200 / 450" in half
    assert 'hx-trigger="every 2s"' in half
    job.refresh_from_db()
    assert (job.state, job.done) == (Job.State.CANCELLED, 200)
    assert User.objects.filter(email__endswith="example.org").count() == 200
    assert DomainEvent.objects.filter(name="job.cancelled").count() == 1


def test_a_list_can_be_thrown_away_and_is_taken_in_only_once(as_admin):
    url = upload(as_admin, LIST)["Location"]
    job = Job.objects.get()
    as_admin.post(f"/admin/jobs/{job.pk}/cancel/")

    refused = as_admin.post(f"{url}begin/", follow=True)

    assert "taken in or thrown away already" in refused.content.decode()
    assert JobFile.objects.count() == 1


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"name,job\nNoor,Picker\n", "The first line names the columns"), (b"email,salary\na@example.org,1\n", "The first line names"),
        (b"\xff\xfe\x00e", "UTF-8"), (b"email,name\n", "nobody in this list"), (b"email,name\na@example.org,\x00\n", "no text file"),
        (b'email,name\n"' + b"x" * 200_000 + b'"\n', "cannot be read as CSV"), (b"x" * 5_000_001, "At most 5 MB"),
    ],
    ids=["no address", "unknown column", "not text", "nobody", "NUL", "endless cell", "too large"],
)  # fmt: skip
def test_what_is_no_list_of_people_is_refused_in_words(as_admin, data, words):
    answer = upload(as_admin, data)

    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert not Job.objects.exists()
