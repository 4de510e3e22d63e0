"""A real SMTP peer that can be told to misbehave."""

import socket
import threading
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any
from uuid import uuid4

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from svs.events import outgoing
from svs.mail.sealing import seal
from tests.svs.mail.arrivals import make_mailbox
from tests.svs.mail.dovecot import PASSWORD, Dovecot


@dataclass
class Peer:
    """What arrived, and what to say next: '' takes the mail, a line refuses it, 'drop' takes it and hangs up."""

    port: int = 0
    says: list[str] = field(default_factory=list)
    refuses: dict[str, str] = field(default_factory=dict)
    mails: list[EmailMessage] = field(default_factory=list)
    envelopes: list[Any] = field(default_factory=list)

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 -- aiosmtpd's name
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 -- aiosmtpd's name
        word = self.says.pop(0) if self.says else ""
        if word and word != "drop":
            return word
        self.envelopes.append(envelope)
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        if word == "drop":
            server.transport.abort()
        return "250 kept"

    @property
    def ids(self) -> list[str]:
        return [mail["Message-ID"] for mail in self.mails]


class Plain(Controller):
    def factory(self):
        return SMTP(self.handler, hostname="peer.example", enable_SMTPUTF8=False)


@pytest.fixture
def peer(settings):
    found = Peer()
    controller = Plain(found, hostname="127.0.0.1", port=0)
    # aiosmtpd connects to itself to see whether it is up: give it a port that is known.
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        controller.port = found.port = free.getsockname()[1]
    controller.start()
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", found.port, 2
    yield found
    controller.stop()


@pytest.fixture
def silent(settings):
    """A server that takes the call and never says a word."""
    server = socket.create_server(("127.0.0.1", 0))
    held = []

    def listen():
        while True:
            try:
                held.append(server.accept())
            except OSError:
                return

    threading.Thread(target=listen, daemon=True).start()
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = (
        "127.0.0.1",
        server.getsockname()[1],
        0.2,
    )
    yield server
    server.close()


def send() -> int:
    """What the mail worker does when the relay wakes it."""
    return outgoing.send_due()


@pytest.fixture(scope="session")
def dovecot():
    """A real mail server, for all tests of this process."""
    server = Dovecot()
    yield server
    server.stop()


@pytest.fixture
def mail_at(dovecot, settings):
    """A mailbox of its own on the real server; call with mails to lay into it."""
    settings.SVS_MAIL_HOSTS = ["127.0.0.1"]
    name = f"box{uuid4().hex[:12]}"

    def lay(*mails: bytes, **fields):
        if mails:
            dovecot.put(name, list(mails))
        said = {"host": "127.0.0.1", "port": dovecot.port, "security": "none", "username": name, "secret": seal(PASSWORD)}  # fmt: skip
        return make_mailbox(**{**said, **fields})

    lay.name = name
    return lay
