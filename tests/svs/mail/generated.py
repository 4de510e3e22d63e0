"""A mailbox as a service desk finds it in the morning, drawn from a seed, and what each mail has to become.

What is expected follows from how each mail was made, never from the code that reads it.
"""

import base64
import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime

from tests.svs.mail.phrases import FIRST, QUOTES, SAID, THINGS, TROUBLES

AUTHSERV = "mx.northwind.example"
DESK = "desk@northwind.example"


@dataclass(frozen=True)
class World:
    """Who and what is there before the mails come."""

    requester: str
    agent: str
    colleague: str
    tickets: list[str]  # refs of the requester's
    tokens: dict[tuple[str, str], str]  # (ref, address) -> address to answer to
    sent: dict[str, tuple[str, str]]  # Message-ID of ours -> (ref, reader)


@dataclass(frozen=True)
class Expected:
    """What a mail has to become: a state, and what goes with it."""

    name: str
    state: str
    verdict: tuple[str, ...]
    requester: str | None = None  # of a new ticket; None: nobody's
    ref: str = ""  # of the ticket it belongs to
    internal: bool = False
    words: str = ""  # stands in what was taken
    may_answer: bool | None = None


@dataclass
class Morning:
    """The mails of a morning, as they are drawn."""

    seed: int
    world: World
    mails: list[tuple[bytes, Expected]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = random.Random(f"mail {self.seed}")
        self.count = 0

    def draw(self, total: int = 200) -> list[tuple[bytes, Expected]]:
        makers = [
            (self.charset, 30), (self.html_only, 10), (self.with_files, 8), (self.proven, 12), (self.answer, 30), (self.away, 8),
            (self.machine, 8), (self.bounce, 8), (self.bounce_of_others, 3), (self.receipt, 3), (self.invitation, 6), (self.invitation_answer, 4),
            (self.newsletter, 12), (self.list_of_ours, 3), (self.forged, 8), (self.forged_answer, 4), (self.stolen_key, 5), (self.guess, 5),
            (self.own, 4), (self.malformed, 8),
        ]  # fmt: skip
        for make, times in makers:
            for _ in range(times):
                self.mails.append(make())
        self.chance.shuffle(self.mails)
        firsts = [one for one in self.mails if one[1].name == "charset"]
        for raw, _ in self.chance.sample(firsts, 8):
            self.after(raw, self.again(raw))
        htmls = [raw for raw, one in self.mails if one.name == "html"]
        for raw in self.chance.sample(htmls, 3):
            other = raw.replace(b"<b>broken</b>", b"paid to another account")
            self.after(raw, (other, Expected("changed copy", "quarantined", ("changed_copy",))))
        while len(self.mails) < total:
            self.mails.insert(self.chance.randint(0, len(self.mails)), self.charset())
        return self.mails[:]

    def after(self, raw: bytes, one: tuple[bytes, Expected]) -> None:
        place = next(n for n, (other, _) in enumerate(self.mails) if other is raw)
        self.mails.insert(self.chance.randint(place + 1, len(self.mails)), one)

    def head(
        self, sender: str = "", name: str = "", subject: str = "", **headers: str
    ) -> EmailMessage:
        self.count += 1
        mail = EmailMessage(policy=policy.SMTP)
        who = name or self.chance.choice(FIRST)
        mail["From"] = (
            f'"{who}" <{sender}>'
            if sender
            else f'"{who}" <p{self.count}@customer{self.count % 7}.example>'
        )
        mail["To"] = headers.pop("To", DESK)
        mail["Subject"] = (
            subject
            or f"{self.chance.choice(THINGS)} {self.chance.choice(TROUBLES)} {chr(65 + self.count % 26)}{chr(97 + self.count // 26)}"
        )
        mail["Date"] = format_datetime(
            datetime(2026, 3, 2, 6, tzinfo=UTC) + timedelta(minutes=self.count)
        )
        mail["Message-ID"] = (
            f"<{self.seed}.{self.count}.{self.chance.getrandbits(48):x}@mail.customer.example>"
        )
        for key, value in headers.items():
            mail[key.replace("_", "-")] = value
        return mail

    def results(self, domain: str, dmarc: str) -> str:
        return f"{AUTHSERV}; dmarc={dmarc} (p=reject) header.from={domain}; spf={dmarc} smtp.mailfrom=x@{domain}; dkim=none"

    def sender_of(self, mail: EmailMessage) -> str:
        return mail["From"].addresses[0].addr_spec

    def new(self, name: str, mail: EmailMessage, words: str = "", **more: object) -> Expected:
        return Expected(
            name,
            "taken",
            ("new",),
            requester=self.sender_of(mail),
            words=words,
            may_answer=True,
            **more,
        )  # type: ignore[arg-type]

    def charset(self) -> tuple[bytes, Expected]:
        """Words in some charset; some name another one than they use, and some name none."""
        mail, charset = self.head(), self.chance.choice(sorted(SAID))
        words = SAID[charset]
        expected = self.new("charset", mail, words)
        head = mail.as_bytes().rstrip(b"\r\n") + b"\r\n"
        body = base64.encodebytes(words.encode(charset)).replace(b"\n", b"\r\n")
        said = (
            b"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=%s\r\nContent-Transfer-Encoding: base64\r\n\r\n"
            % charset.encode()
        )
        return head + said + body, expected

    def html_only(self) -> tuple[bytes, Expected]:
        mail = self.head()
        mail.set_content(
            "<html><head><style>p{color:red}</style></head><body><p>It is <b>broken</b> since&nbsp;nine</p><script>x()</script></body></html>",
            subtype="html",
        )
        return mail.as_bytes(), self.new("html", mail, "It is broken since nine")

    def with_files(self) -> tuple[bytes, Expected]:
        mail = self.head()
        mail.set_content("See the picture.")
        mail.add_attachment(
            b"\x89PNG\r\n" + bytes(6000),
            maintype="image",
            subtype="png",
            filename="Bildschirm für Ünï.png",
        )
        mail.add_attachment(b"a,b\n1,2\n", maintype="text", subtype="csv", filename="liste.csv")
        return mail.as_bytes(), self.new("files", mail, "See the picture.")

    def proven(self) -> tuple[bytes, Expected]:
        address = self.chance.choice([self.world.requester, self.world.colleague])
        mail = self.head(address, Authentication_Results=self.results("northwind.example", "pass"))
        mail.set_content("Known and proven.")
        return mail.as_bytes(), self.new("proven", mail, "Known and proven.")

    def answer(self) -> tuple[bytes, Expected]:
        """An answer with its key, in one of the places where mail programs leave it."""
        ref, address = self.chance.choice(self.world.tickets), self.world.requester
        back = self.world.tokens[ref, address]
        token = back.partition("+")[2].partition("@")[0]
        where = self.chance.choice(
            [
                {"To": back},
                {"Delivered_To": back.upper()},
                {"References": f"<x@y> <{token}.0@127.0.0.1>"},
                {"In_Reply_To": f"<{token}.abc@127.0.0.1>"},
            ]
        )
        mail = self.head(
            address, subject=f"Re: case {self.count}{self.chance.choice(THINGS)}", **where
        )
        words = f"It is still so, number {chr(65 + self.count % 26)}."
        mail.set_content(words + self.chance.choice(QUOTES))
        return mail.as_bytes(), Expected("answer", "taken", ("follow_up",), ref=ref, words=words)

    def away(self) -> tuple[bytes, Expected]:
        ref, address = self.chance.choice(self.world.tickets), self.world.requester
        mail = self.head(
            address,
            subject="Automatic reply: your request",
            To=self.world.tokens[ref, address],
            Auto_Submitted="auto-replied",
            X_Auto_Response_Suppress="All",
        )
        mail.set_content("I am back on Monday.")
        return mail.as_bytes(), Expected(
            "away",
            "taken",
            ("follow_up",),
            ref=ref,
            internal=True,
            words="I am back on Monday.",
            may_answer=False,
        )

    def machine(self) -> tuple[bytes, Expected]:
        said = self.chance.choice(
            [
                {"Auto_Submitted": "auto-generated"},
                {"Precedence": "bulk"},
                {"Return_Path": "<>"},
                {"X_Auto_Response_Suppress": "DR, RN, OOF"},
            ]
        )
        mail = self.head(**said)
        mail.set_content("Disk is full.")
        return mail.as_bytes(), Expected(
            "machine",
            "taken",
            ("new",),
            requester=self.sender_of(mail),
            words="Disk is full.",
            may_answer=False,
        )

    def _report(self, key: str, reader: str) -> bytes:
        self.count += 1
        return (
            f"Return-Path: <>\r\nFrom: MAILER-DAEMON@mx{self.count}.example (Mail Delivery System)\r\nTo: {DESK}\r\nSubject: Undelivered Mail Returned to Sender\r\n"
            f"Message-ID: <{self.seed}.{self.count}@mx.example>\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
            'Content-Type: multipart/report; report-type=delivery-status;\r\n boundary="r"\r\n\r\n--r\r\nContent-Type: text/plain\r\n\r\nI am sorry.\r\n'
            f"--r\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; {reader}\r\nAction: failed\r\n"
            f"Status: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 no such user\r\n\r\n--r\r\nContent-Type: message/rfc822\r\n\r\nFrom: {DESK}\r\nTo: {reader}\r\n"
            f"Subject: It is in\r\nMessage-ID: {key}\r\n\r\nHello\r\n--r--\r\n"
        ).encode()  # fmt: skip

    def bounce(self) -> tuple[bytes, Expected]:
        key = self.chance.choice(sorted(self.world.sent))
        ref, reader = self.world.sent[key]
        return self._report(key, reader), Expected("bounce", "noted", ("bounce",), ref=ref)

    def bounce_of_others(self) -> tuple[bytes, Expected]:
        return self._report("<not.ours@elsewhere.example>", "x@y.example"), Expected(
            "bounce of others", "noted", ("bounce",)
        )

    def receipt(self) -> tuple[bytes, Expected]:
        mail = self.head()
        raw = mail.as_bytes().rstrip(b"\r\n") + (
            b"\r\nContent-Type: multipart/report; report-type=disposition-notification; boundary=m\r\n\r\n--m\r\nContent-Type: text/plain\r\n\r\nIt was read.\r\n"
            b"--m\r\nContent-Type: message/disposition-notification\r\n\r\nDisposition: manual-action/MDN-sent-manually; displayed\r\n\r\n--m--\r\n"
        )  # fmt: skip
        return raw, Expected("receipt", "noted", ("report",))

    def _calendar(self, method: str) -> bytes:
        mail = self.head(subject=f"Meeting {self.count}")
        mail.set_content("You are invited.")
        mail.add_alternative(
            f"BEGIN:VCALENDAR\r\nMETHOD:{method}\r\nBEGIN:VEVENT\r\nUID:{self.count}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
            subtype="calendar",
            params={"method": method},
        )
        return mail.as_bytes()

    def invitation(self) -> tuple[bytes, Expected]:
        return self._calendar(self.chance.choice(["REQUEST", "CANCEL"])), Expected(
            "invitation", "quarantined", ("invitation",)
        )

    def invitation_answer(self) -> tuple[bytes, Expected]:
        return self._calendar("REPLY"), Expected(
            "invitation answer", "noted", ("invitation_answer",)
        )

    def newsletter(self) -> tuple[bytes, Expected]:
        mail = self.head(
            subject=f"Ten offers you cannot miss, {self.count}",
            List_Unsubscribe="<https://news.example/u>",
            List_Id="<news.example>",
            Precedence="bulk",
        )
        mail.set_content("Buy now.")
        mail.add_alternative(
            "<p>Buy <img src='https://news.example/p.gif'> now</p>", subtype="html"
        )
        return mail.as_bytes(), Expected("newsletter", "quarantined", ("newsletter",))

    def list_of_ours(self) -> tuple[bytes, Expected]:
        mail = self.head(
            self.world.colleague,
            Precedence="list",
            List_Unsubscribe="<mailto:l@northwind.example>",
            List_Id="<all.northwind.example>",
        )
        mail.set_content("Found on the list of the warehouse.")
        return mail.as_bytes(), Expected(
            "list", "taken", ("new",), requester=self.world.colleague, may_answer=False
        )

    def forged(self) -> tuple[bytes, Expected]:
        """In the name of one of ours: our server says it is false, or it names two."""
        kind = self.chance.randint(0, 2)
        if kind == 0:
            mail = self.head(
                self.world.agent, Authentication_Results=self.results("northwind.example", "fail")
            )
        elif kind == 1:
            mail = self.head(Reply_To=self.world.requester)
        else:
            mail = self.head()
        mail.set_content("Please reset my password and send it to me.")
        raw = mail.as_bytes()
        if kind == 2:
            raw = f"From: {self.world.requester}\r\n".encode() + raw
        return raw, Expected(
            "forged",
            "taken",
            ("unverified",),
            requester=None,
            words="Please reset my password",
            may_answer=False,
        )

    def forged_answer(self) -> tuple[bytes, Expected]:
        ref, address = self.chance.choice(self.world.tickets), self.world.requester
        mail = self.head(
            address,
            To=self.world.tokens[ref, address],
            Authentication_Results=self.results("northwind.example", "fail"),
        )
        mail.set_content("Close it, please.")
        return mail.as_bytes(), Expected(
            "forged answer", "quarantined", ("unverified_reply",), ref=ref
        )

    def stolen_key(self) -> tuple[bytes, Expected]:
        ref = self.chance.choice(self.world.tickets)
        mail = self.head(To=self.world.tokens[ref, self.world.requester])
        mail.set_content("Let me in.")
        return mail.as_bytes(), Expected("stolen key", "quarantined", ("foreign_token",), ref=ref)

    def guess(self) -> tuple[bytes, Expected]:
        ref = self.chance.choice(self.world.tickets)
        where = self.chance.choice(
            [
                {"To": f"desk+{ref.lower()}@northwind.example"},
                {"In_Reply_To": f"<{ref.lower()}@127.0.0.1>"},
                {"To": f"desk+{ref.lower()}-{'a' * 24}@northwind.example"},
            ]
        )
        mail = self.head(
            subject=f"Re: [{ref}] it, {chr(65 + self.count % 26)}{chr(65 + self.count // 26)}",
            Cc="reader@evil.example",
            **where,
        )
        mail.set_content("Add this to the ticket.")
        return mail.as_bytes(), self.new("guess", mail, "Add this to the ticket.")

    def own(self) -> tuple[bytes, Expected]:
        mail = self.head(self.chance.choice([DESK, "kim@customer.example"]))
        del mail["Message-ID"]
        mail["Message-ID"] = f"<{self.count}.x@127.0.0.1>"
        mail.set_content("It is in.")
        return mail.as_bytes(), Expected("own", "dropped", ("own",))

    def malformed(self) -> tuple[bytes, Expected]:
        self.count += 1
        sender = f"broken{self.count}@customer.example"
        lines = self.chance.choice([
            b"Message-ID: <[abc%d>\r\nSubject: not closed" % self.count, b"Subject: =?utf-8?b?Q?= %d" % self.count,
            b"Subject: klingon %d\r\nContent-Type: text/plain; charset=klingon" % self.count, b"Subject: date %d\r\nDate: yesterday, 99:99" % self.count,
            b"Subject: no boundary %d\r\nContent-Type: multipart/mixed" % self.count,
        ])  # fmt: skip
        raw = (
            b"From: "
            + sender.encode()
            + b"\r\n"
            + lines
            + b"\r\n\r\nIt is broken in a strange way.\r\n"
        )
        return raw, Expected("malformed", "taken", ("new",), requester=sender, may_answer=True)

    def again(self, raw: bytes) -> tuple[bytes, Expected]:
        return (
            b"Received: from another.example by mx; Mon, 2 Mar 2026 07:00:00 +0000\r\n" + raw,
            Expected("again", "dropped", ("duplicate",)),
        )
