"""Talk to a mail server: to the one vetted address, with time limits, asking for a mail piece by piece."""

import contextlib
import imaplib
import re
import socket
import ssl
from collections.abc import Iterator
from typing import Any

from imap_tools import MailBox, MailBoxStartTls, MailBoxUnencrypted, MailMessageFlags
from imap_tools.errors import ImapToolsError

from svs.mail import hosts
from svs.mail.models import Mailbox
from svs.mail.sealing import unseal

FAULTS = (OSError, imaplib.IMAP4.error, ImapToolsError, hosts.Closed, ssl.SSLError, UnicodeError, ValueError)  # fmt: skip


class _Pinned:
    """Connects to the address that was vetted, whatever the name leads to a moment later."""

    host: str
    port: int

    def _create_socket(self, timeout: float | None) -> socket.socket:
        return socket.create_connection((hosts.resolve(self.host, self.port), self.port), timeout)


class _Plain(_Pinned, imaplib.IMAP4):
    pass


class _Tls(_Pinned, imaplib.IMAP4_SSL):
    def _create_socket(self, timeout: float | None) -> socket.socket:
        bare = super()._create_socket(timeout)
        wrapped: socket.socket = self.ssl_context.wrap_socket(bare, server_hostname=self.host)
        return wrapped


class _PlainBox(MailBoxUnencrypted):
    def _get_mailbox_client(self) -> imaplib.IMAP4:
        return _Plain(self._host, self._port, self._timeout)  # type: ignore[arg-type]


class _StartTlsBox(MailBoxStartTls):
    def _get_mailbox_client(self) -> imaplib.IMAP4:
        client = _Plain(self._host, self._port, self._timeout)  # type: ignore[arg-type]
        answer = client.starttls(self._ssl_context)
        if answer[0] != "OK":
            raise imaplib.IMAP4.error("no TLS")
        return client


class _TlsBox(MailBox):
    def _get_mailbox_client(self) -> imaplib.IMAP4:
        return _Tls(self._host, self._port, ssl_context=self._ssl_context, timeout=self._timeout)  # type: ignore[arg-type]


class Server:
    """An open folder on a mail server."""

    def __init__(self, box: Any, done_folder: str) -> None:
        self.box, self.done_folder = box, done_folder

    def validity(self, folder: str) -> int:
        return int(self.box.folder.status(folder, ["UIDVALIDITY"])["UIDVALIDITY"])

    def uids(self, after: int) -> list[int]:
        """Mails beyond this one, oldest first; all of them where they are moved away once they are kept."""
        asked = "ALL" if self.done_folder else f"UID {after + 1}:*"
        found = sorted(int(uid) for uid in self.box.uids(asked))
        return found if self.done_folder else [uid for uid in found if uid > after]

    def size(self, uid: int) -> int:
        answer = self._fetch(uid, "(RFC822.SIZE)")
        found = re.search(rb"RFC822\.SIZE (\d+)", b" ".join(part if isinstance(part, bytes) else part[0] for part in answer if part))  # fmt: skip
        return int(found[1]) if found else 0

    def raw(self, uid: int, most: int) -> bytes:
        """The mail as it lies there, its first `most` bytes."""
        for part in self._fetch(uid, f"(BODY.PEEK[]<0.{most}>)"):
            if isinstance(part, tuple):
                return bytes(part[1])
        return b""

    def put_away(self, uid: int) -> None:
        """Mark as read, and move where that is wanted."""
        self.box.flag(str(uid), MailMessageFlags.SEEN, True)
        if self.done_folder:
            if not self.box.folder.exists(self.done_folder):
                self.box.folder.create(self.done_folder)
            self.box.move(str(uid), self.done_folder)

    def _fetch(self, uid: int, what: str) -> list[Any]:
        kind, answer = self.box.client.uid("fetch", str(uid), what)
        if kind != "OK":
            raise imaplib.IMAP4.error("fetch refused")
        return list(answer)


@contextlib.contextmanager
def opened(mailbox: Mailbox, password: str | None = None, *, timeout: float = 10.0) -> Iterator[Server]:  # fmt: skip
    """Sign in and open the folder. Raises one of FAULTS."""
    box: Any
    if mailbox.security == Mailbox.Security.TLS:
        box = _TlsBox(mailbox.host, mailbox.port, timeout, ssl_context=ssl.create_default_context())
    elif mailbox.security == Mailbox.Security.STARTTLS:
        box = _StartTlsBox(mailbox.host, mailbox.port, timeout, ssl_context=ssl.create_default_context())  # fmt: skip
    else:
        box = _PlainBox(mailbox.host, mailbox.port, timeout)
    try:
        said = unseal(mailbox.secret) if password is None else password
        sign_in = box.login if (mailbox.username + said).isascii() else box.login_utf8
        sign_in(mailbox.username, said, initial_folder=None)
        box.folder.set(mailbox.folder)
        yield Server(box, mailbox.done_folder)
    finally:
        with contextlib.suppress(*FAULTS):
            box.logout()
