"""Mail comes home from a real server: once, in order, whatever one of them holds and whoever dies meanwhile."""

import os
import re
import subprocess
import sys
import zlib
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.utils import timezone

from practices.desk.models import Ticket
from svs.events.models import DomainEvent
from svs.mail import operations
from svs.mail.models import InboundMail, Mailbox
from svs.mail.operations import fetching
from svs.mail.operations.mailboxes import FAULT
from svs.mail.servers import Server
from tests.svs.mail.arrivals import letter, make_mailbox

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.mail]


def test_new_mail_is_kept_byte_by_byte_and_marked_as_read(mail_at, dovecot):
    raw = letter(body="Ünïcode and \tmore")
    box = mail_at(raw)

    assert operations.fetch(box.pk) == 1

    kept = InboundMail.objects.get()
    assert zlib.decompress(bytes(kept.raw)) == raw
    assert (kept.state, kept.size, kept.is_whole) == ("waiting", len(raw), True)
    assert dovecot.count(mail_at.name, what="UNSEEN") == 0
    assert operations.fetch(box.pk) == 0


def test_kept_mail_is_moved_away_where_that_is_wanted(mail_at, dovecot):
    box = mail_at(letter(), letter("Two"), done_folder="Kept")

    assert operations.fetch(box.pk) == 2

    assert (dovecot.count(mail_at.name), dovecot.count(mail_at.name, "Kept")) == (0, 2)


def test_a_crash_between_keeping_and_telling_the_server_repeats_nothing(mail_at, dovecot, monkeypatch):  # fmt: skip
    box = mail_at(letter(), letter("Two"), done_folder="Kept")
    with monkeypatch.context() as broken:
        broken.setattr(Server, "put_away", lambda self, uid: (_ for _ in ()).throw(OSError))
        operations.fetch(box.pk)
    assert InboundMail.objects.count() == 1
    assert Mailbox.objects.get().fault == FAULT

    operations.fetch(box.pk)

    assert InboundMail.objects.count() == 2
    assert dovecot.count(mail_at.name) == 0


def test_a_mailbox_that_was_built_anew_brings_nothing_twice(mail_at, dovecot):
    box = mail_at(letter(), letter("Two"))
    operations.fetch(box.pk)
    Mailbox.objects.filter(pk=box.pk).update(uid_validity=1)

    assert operations.fetch(box.pk) == 0
    assert InboundMail.objects.count() == 2


def test_what_cannot_be_had_is_set_aside_after_three_tries(mail_at, monkeypatch):
    box = mail_at(letter("poison"), letter("good"))
    real = Server.raw

    def raw(self, uid, most):
        if uid == 1:
            raise OSError
        return real(self, uid, most)

    monkeypatch.setattr(Server, "raw", raw)
    for _ in range(4):
        operations.fetch(box.pk)

    poison, good = InboundMail.objects.order_by("pk")
    assert (poison.state, poison.verdict) == ("quarantined", "poison")
    assert good.state == "waiting"


KILLED = """
import django, sys
django.setup()
from svs.mail import operations
operations.fetch(int(sys.argv[1]))
operations.take_due()
"""


@pytest.mark.parametrize("point", ["mail_before_fetch", "mail_after_keep", "mail_before_take", "mail_after_take"])  # fmt: skip
def test_a_killed_worker_neither_loses_nor_doubles_a_mail(mail_at, dovecot, tmp_path, point):
    box = mail_at(*(letter(f"Mail {chr(65 + n)}", sender=f"p{n}@customer.example") for n in range(3)), done_folder="Kept")  # fmt: skip
    mark = tmp_path / "mark"
    mark.touch()
    said = connection.settings_dict
    env = {**os.environ, "SVS_FAILPOINT": f"{point}:{mark}", "DJANGO_SETTINGS_MODULE": "svs.settings", "SVS_MAIL_HOSTS": "127.0.0.1",
           "SVS_SECRET_KEY": django_settings.SECRET_KEY, "DATABASE_URL": _url(said)}  # fmt: skip
    command = [sys.executable, "-c", KILLED, str(box.pk)]

    killed = subprocess.run(command, env=env, capture_output=True, timeout=60, check=False)
    assert killed.returncode == -9, killed.stderr[-800:]
    InboundMail.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    again = subprocess.run(command, env=env, capture_output=True, timeout=60, check=False)

    assert again.returncode == 0, again.stderr[-800:]
    assert sorted(Ticket.objects.values_list("title", flat=True)) == ["Mail A", "Mail B", "Mail C"]
    assert set(InboundMail.objects.values_list("state", flat=True)) == {"taken"}
    assert dovecot.count(mail_at.name) == 0


def _url(said: dict) -> str:
    """The test's own database, as an address for another process."""
    name = said["NAME"]
    return re.sub(r"/[^/?]+(?=\?|$)", f"/{name}", os.environ["DATABASE_URL"], count=1)


def test_a_mail_larger_than_we_take_waits_with_its_beginning(mail_at, monkeypatch):
    monkeypatch.setattr(fetching, "BIGGEST", 2000)
    box = mail_at(letter(body="x" * 5000), letter("Small"))

    operations.fetch(box.pk)
    operations.take_due()

    big, small = InboundMail.objects.order_by("pk")
    assert (big.state, big.verdict, big.is_whole, big.subject) == ("quarantined", "too_big", False, "Scanner stands still")  # fmt: skip
    assert small.state == "taken"


def test_a_mailbox_that_never_answers_is_given_up_and_says_so(db, settings):
    settings.SVS_MAIL_HOSTS = ["127.0.0.1"]
    box = make_mailbox(host="127.0.0.1", port=9, security="none")

    for _ in range(10):
        operations.fetch(box.pk)

    box.refresh_from_db()
    assert (box.fault, box.fault_count) == (FAULT, 10)
    assert box.paused_at is not None
    assert DomainEvent.objects.get(name="mailbox.paused").data == {"faults": 10}
    assert operations.fetch_due() == 0


def test_the_environment_may_name_a_mailbox(mail_at, dovecot, settings):
    from tests.svs.mail.dovecot import PASSWORD  # noqa: PLC0415

    dovecot.put(mail_at.name, [letter()])
    settings.SVS_MAIL_HOSTS = ["127.0.0.1"]
    settings.SVS_IMAP = {**settings.SVS_IMAP, "host": "127.0.0.1", "port": dovecot.port, "security": "none", "username": mail_at.name, "password": PASSWORD}  # fmt: skip

    assert operations.fetch_due() == 1

    box = Mailbox.objects.get()
    assert (box.is_fixed, box.address, box.secret) == (True, "desk@northwind.example", "")
    settings.SVS_IMAP = {**settings.SVS_IMAP, "host": ""}
    operations.fetch_due()
    box.refresh_from_db()
    assert not box.is_active
