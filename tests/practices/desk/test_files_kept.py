"""The bytes of files and the rows that tell of them come and go together, also where a disk is full."""

import errno
import os
import resource
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from practices.desk.models import Attachment
from practices.desk.operations import files
from svs import blobs
from svs.errors import NoRoom
from tests.practices.desk.uploads import put, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def no_room():
    """The disk takes no more than this, as the kernel says it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64 * 1024, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_where_there_is_no_room_no_row_is_written_and_the_rest_goes_on(no_room, agent_api, as_agent, here, ticket, media):  # fmt: skip
    large = b"x" * 200_000

    by_program = put(agent_api, ticket, content=large)
    by_page = as_agent.post(f"{here}say/", {"kind": "note", "body": "CANARY text", "files": upload(content=large)})  # fmt: skip
    without = agent_api.post("/api/v1/incidents/", {"title": "Without a file"}, format="json")
    replied = agent_api.post(f"/api/v1/incidents/{ticket.ref}/reply/", {"body": "Words"}, format="json")  # fmt: skip

    assert (by_program.status_code, by_page.status_code) == (507, 507)
    assert "CANARY text" in by_page.content.decode()
    assert (without.status_code, replied.status_code) == (201, 201)
    assert not Attachment.objects.exists()
    assert [path for path in media.rglob("*") if path.is_file()] == []


def test_a_folder_that_is_away_is_no_room_either(agent, ticket, settings):
    settings.MEDIA_ROOT = "/proc/nowhere"

    with pytest.raises(NoRoom) as raised:
        files.add_file(ticket_id=ticket.pk, owner=agent, name="a", media_type="", content=upload().file, size=5)  # fmt: skip

    assert raised.value.status == 507
    assert isinstance(raised.value.__cause__, OSError)
    assert raised.value.__cause__.errno != errno.ENOSPC


def test_bytes_whose_row_came_to_nothing_are_swept(ticket, agent, sent, media):
    lost = uuid4()
    blobs.write(files.ROOM, lost, upload().file, most=100)
    old = (timezone.now() - timedelta(hours=3)).timestamp()
    for key in (lost, sent.key):
        os.utime(blobs.path_of(files.ROOM, key), (old, old))

    swept = [files.sweep_files(shelf) for shelf in range(256)]

    assert sum(one["orphans"] for one in swept) == 1
    assert not blobs.path_of(files.ROOM, lost).exists()
    assert blobs.path_of(files.ROOM, sent.key).exists()


def test_bytes_just_written_are_not_swept(media):
    fresh = uuid4()
    blobs.write(files.ROOM, fresh, upload().file, most=100)

    assert files.sweep_files(int(fresh.hex[:2], 16))["orphans"] == 0


def test_a_file_that_nobody_sent_goes_after_a_month(agent_api, ticket, sent, django_capture_on_commit_callbacks):  # fmt: skip
    key = Attachment.objects.get(key=put(agent_api, ticket).json()["id"]).key
    with (
        time_machine.travel(timezone.now() + timedelta(days=31)),
        django_capture_on_commit_callbacks(execute=True),
    ):
        assert files.sweep_files(0)["stale"] == 1

    assert list(Attachment.objects.values_list("key", flat=True)) == [sent.key]
    assert not blobs.path_of(files.ROOM, key).exists()


def test_taken_out_the_bytes_go_only_when_that_is_certain(agent, ticket, agent_api):
    key = Attachment.objects.get(key=put(agent_api, ticket).json()["id"]).key

    with transaction.atomic():
        files.drop_file(key=key, ticket_id=ticket.pk, owner=agent)
        transaction.set_rollback(True)

    assert blobs.path_of(files.ROOM, key).exists()
    assert Attachment.objects.filter(key=key).exists()
