"""How fast a full mailbox comes in. `python -m benchmarks.mail [N]` (2,000 unless said), from a real dovecot.

Aim: 2,000 mails in under ten minutes, none lost, none doubled. Needs DATABASE_URL of a server where databases may be made;
works in one of its own. Of the mails seven in ten are new, two are answers with their key, one is a copy.
"""

import os
import subprocess
import sys
import tempfile
import time

import psycopg2

SCRATCH = "bench_mail"
BODY = "It stands still since nine, and nobody knows why.\r\n" * 8


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    url = os.environ["DATABASE_URL"]
    server = psycopg2.connect(url)
    server.autocommit = True
    name = psycopg2.extensions.parse_dsn(url)["dbname"]
    server.cursor().execute(f"drop database if exists {SCRATCH}")
    server.cursor().execute(f"create database {SCRATCH}")
    home = tempfile.mkdtemp(prefix="svs-bench-mail-")
    env = {
        "DATABASE_URL": url.replace(f"/{name}", f"/{SCRATCH}"), "SVS_HOME": home, "SVS_MAIL_HOSTS": "127.0.0.1",
        "DJANGO_SETTINGS_MODULE": "svs.settings", "SVS_SECRET_KEY": "bench", "SVS_LOG_LEVEL": "WARNING",
    }  # fmt: skip
    os.environ.update(env)
    try:
        subprocess.run([sys.executable, "manage.py", "migrate", "-v", "0"], check=True)
        return take_in(count)
    finally:
        from django.db import connections  # noqa: PLC0415 -- settings are ready by now

        connections.close_all()
        server.cursor().execute(f"drop database if exists {SCRATCH}")


def mail(n: int, reply_to: str = "") -> bytes:
    head = f"From: Person {n} <p{n}@customer.example>\r\nTo: {reply_to or 'desk@northwind.example'}\r\nSubject: Case {n:05d} of many\r\nMessage-ID: <{n}.bench@customer.example>\r\n"
    part = (
        "--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
        + BODY
        + "--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>"
        + BODY
        + "</p>\r\n--b--\r\n"
    )
    return (
        head + "MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n" + part
    ).encode()


def take_in(count: int) -> int:
    import django  # noqa: PLC0415 -- after the environment

    django.setup()
    from practices.desk.models import Message, Ticket  # noqa: PLC0415
    from svs.accounts.models import User  # noqa: PLC0415
    from svs.mail import operations, tokens  # noqa: PLC0415
    from svs.mail.models import InboundMail, Mailbox  # noqa: PLC0415
    from svs.mail.sealing import seal  # noqa: PLC0415
    from tests.svs.mail.dovecot import PASSWORD, Dovecot  # noqa: PLC0415

    dovecot = Dovecot()
    try:
        new, answers = count * 7 // 10, count * 2 // 10
        copies = count - new - answers
        box = Mailbox.objects.create(
            address="desk@northwind.example", host="127.0.0.1", port=dovecot.port, security="none", username="bench", secret=seal(PASSWORD),
        )  # fmt: skip
        refs = [f"INC-{1001 + n}" for n in range(answers)]  # as they will be numbered
        back = [tokens.reply_address(ref, f"p{n}@customer.example", box.address) for n, ref in enumerate(refs)]  # fmt: skip
        mails = [mail(n) for n in range(new)]
        mails += [mail(n, to).replace(b".bench@", b".answer@") for n, to in enumerate(back)]
        mails += [b"Received: by another\r\n" + mail(n) for n in range(copies)]
        dovecot.put("bench", mails)
        began = time.monotonic()
        while operations.fetch(box.pk):
            pass
        fetched = time.monotonic() - began
        while operations.take_due():
            pass
        took = time.monotonic() - began
        states = list(InboundMail.objects.values_list("state", "verdict"))
        told = {key: states.count(key) for key in sorted(set(states))}
        right = (Ticket.objects.count(), Message.objects.count(), User.objects.count()) == (new, answers, new)  # fmt: skip
        print(f"{count} mails in {took:.0f} s ({fetched:.0f} s of it to bring them home), {count / took:.1f} a second; {told}")  # fmt: skip
        print("None lost, none doubled." if right else f"WRONG: {Ticket.objects.count()} tickets, {Message.objects.count()} answers")  # fmt: skip
        return 0 if right and took < 600 else 1
    finally:
        dovecot.stop()


if __name__ == "__main__":
    sys.exit(main())
