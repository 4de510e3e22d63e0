"""A real mail server for tests: one dovecot in a folder of its own, at a port of its own, stopped at the end."""

import imaplib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

MISSING = "No dovecot here: install dovecot-imapd, or say MAIL=0 to leave the tests with a real mail server out."
PASSWORD = "not-a-secret-1"
CONFIG = """
base_dir = {home}/run
state_dir = {home}/state
log_path = {home}/log
protocols = imap
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain
mail_location = maildir:{home}/mail/%u
mail_uid = {user}
mail_gid = {group}
first_valid_uid = 1
default_internal_user = {internal}
default_login_user = {login}
mail_max_userip_connections = 200
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={home}/mail/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    address = 127.0.0.1
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


class Dovecot:
    """Every name signs in with the one password and has a mailbox of its own."""

    def __init__(self) -> None:
        program = shutil.which("dovecot") or shutil.which("/usr/sbin/dovecot")
        if program is None:
            raise RuntimeError(MISSING)
        self.home = Path(tempfile.mkdtemp(prefix="svs-dovecot-"))
        self.home.chmod(0o755)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        (self.home / "mail").mkdir(mode=0o777)
        (self.home / "mail").chmod(0o777)
        root = os.getuid() == 0
        me = pwd.getpwuid(os.getuid())
        owner = pwd.getpwnam("nobody") if root else me
        said = CONFIG.format(
            home=self.home, port=self.port, password=PASSWORD, user=owner.pw_name, uid=owner.pw_uid,
            gid=owner.pw_gid, group=owner.pw_gid, internal=owner.pw_name, login=owner.pw_name,
        )  # fmt: skip
        (self.home / "dovecot.conf").write_text(said)
        command = [program, "-F", "-c", str(self.home / "dovecot.conf")]
        with (self.home / "out").open("wb") as out:
            self.process = subprocess.Popen(command, stdout=out, stderr=out, start_new_session=True)
        deadline = time.monotonic() + 15
        while True:
            try:
                imaplib.IMAP4("127.0.0.1", self.port, timeout=5).logout()
                return
            except OSError:
                if time.monotonic() > deadline or self.process.poll() is not None:
                    self.stop()
                    raise
                time.sleep(0.05)

    def open(self, name: str) -> imaplib.IMAP4:
        box = imaplib.IMAP4("127.0.0.1", self.port, timeout=20)
        box.login(name, PASSWORD)
        box.select("INBOX")
        return box

    def put(self, name: str, mails: list[bytes]) -> None:
        """Lay mails into somebody's mailbox, as a mail server does: as they are."""
        box = self.open(name)
        for mail in mails:
            kind, said = box.append("INBOX", None, None, mail)
            assert kind == "OK", said
        box.logout()

    def count(self, name: str, folder: str = "INBOX", what: str = "ALL") -> int:
        box = self.open(name)
        if box.select(folder)[0] != "OK":
            return 0
        found = box.search(None, what)[1][0].split()
        box.logout()
        return len(found)

    def stop(self) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
        if os.environ.get("SVS_KEEP_DOVECOT") != "1":
            shutil.rmtree(self.home, ignore_errors=True)
