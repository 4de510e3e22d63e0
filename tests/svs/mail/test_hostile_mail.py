"""Mail made to break whoever reads it: each ends within seconds, kept or in quarantine, and the next one is read."""

import base64
import random
import time

import pytest

from practices.desk.models import Ticket
from svs.mail import parse, rendering, rules, texts
from tests.svs.mail.arrivals import arrive, letter, make_mailbox, ticket_of


def parts(count: int) -> bytes:
    one = b"--b\r\nContent-Type: text/plain\r\n\r\npart\r\n"
    return b"From: a@b.example\r\nSubject: parts\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + one * count + b"--b--\r\n"  # fmt: skip


def nested(depth: int, tail: bytes = b"") -> bytes:
    head = b"From: a@b.example\r\nSubject: nested\r\n"
    for n in range(depth):
        head += b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n)
    return head + b"Content-Type: text/plain\r\n\r\ndeep\r\n" + tail


def plain(*lines: bytes, body: bytes = b"words") -> bytes:
    return b"\r\n".join([b"From: a@b.example", b"Subject: odd", *lines]) + b"\r\n\r\n" + body


HOSTILE = {
    "id not closed": plain(b"Message-ID: <[abc>"),
    "one character of base64": b"From: a@b.example\r\nSubject: =?utf-8?b?Q?=\r\n\r\nwords",
    "unknown charset": plain(b"Content-Type: text/plain; charset=klingon"),
    "charset of nul": plain(b"Content-Type: text/plain; charset=\"u\x00tf\""),
    "unknown charset in a header": b"From: a@b.example\r\nSubject: =?klingon?q?abc?=\r\n\r\nwords",
    "20,000 recipients": b"From: a@b.example\r\nSubject: many\r\nTo: " + b", ".join(b"p%d@x.example" % n for n in range(20_000)) + b"\r\n\r\nwords",
    "5,000 parts": parts(5000),
    "200 nested": nested(200),
    "2,000 nested": nested(2000),
    "200 nested and many lines": nested(200, b"line\r\n" * 1_000_000),
    "30 MB of one line": plain(body=b"x" * 30_000_000),
    "60 MB": plain(body=b"line of a mail\r\n" * 4_000_000),
    "bogus date": plain(b"Date: Wed, 99 Foo 99999 99:99:99 +9999"),
    "date of the year 0": plain(b"Date: Mon, 01 Jan 0000 00:00:00 +0000"),
    "nul everywhere": b"From: a@b.example\r\nSubject: n\x00ul\r\n\r\nwo\x00rds\x00",
    "two charsets": b"From: a@b.example\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?= =?iso-8859-2?q?_=B1?= =?koi8-r?q?_=D0=D2?=\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nlatin \xe9 and utf \xc3\xa9",
    "winmail.dat": b"From: a@b.example\r\nSubject: tnef\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n\r\neJ8+IjQQ\r\n--b--\r\n",
    "broken base64": plain(b"Content-Transfer-Encoding: base64", body=b"@@@@=\xff==="),
    "broken quoted-printable": plain(b"Content-Transfer-Encoding: quoted-printable", body=b"=Z=\r\n=="),
    "uuencoded": plain(b"Content-Transfer-Encoding: x-uuencode", body=b"begin 644 x\r\n\xff\xff\r\nend"),
    "no headers": b"just words",
    "nothing": b"",
    "only line breaks": b"\r\n\r\n\r\n",
    "no boundary": plain(b"Content-Type: multipart/mixed"),
    "empty boundary": plain(b"Content-Type: multipart/mixed; boundary=\"\""),
    "boundary of a pattern": plain(b"Content-Type: multipart/mixed; boundary=\"(a+)+$\"", body=b"--" + b"a" * 5000),
    "mails in mails": b"From: a@b.example\r\nSubject: rfc822\r\n" + b"Content-Type: message/rfc822\r\n\r\nFrom: c@d.example\r\nSubject: in\r\n" * 300 + b"\r\nwords",
    "broken file name": plain(b"Content-Type: application/pdf; name*0*=klingon'x'%FF; name*1=\x00", b"Content-Disposition: attachment; filename*=utf-16'en'%00%FF%FE"),
    "path as a file name": plain(b"Content-Disposition: attachment; filename=\"../../../etc/passwd\""),
    "header of 5 MB": plain(b"X-Long: " + b"y" * 5_000_000),
    "100,000 headers": plain(*[b"X-%d: y" % n for n in range(100_000)]),
    "folded for ever": plain(b"Subject: a" + b"\r\n " * 50_000 + b"b"),
    "From of quotes": b"From: \"" + b"\\\"" * 20_000 + b"\" <a@b.example>\r\nSubject: q\r\n\r\nwords",
    "From of comments": b"From: " + b"(" * 20_000 + b" a@b.example\r\nSubject: q\r\n\r\nwords",
    "surrogates": b"From: a@b.example\r\nSubject: =?utf-8?b?7aCA?=\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n\xed\xa0\x80",
    "html as deep as the sea": plain(b"Content-Type: text/html", body=b"<div>" * 100_000),
    "html of open links": plain(b"Content-Type: text/html", body=b"<a href=x><b>" * 30_000 + b"<p>x</p>" * 30_000),
    "calendar of noise": plain(b"Content-Type: text/calendar; method=\xff\x00", body=b"BEGIN:VCALENDAR\r\nMETHOD:" + b"A" * 100_000),
    "report of nothing": plain(b"Content-Type: multipart/report; report-type=delivery-status; boundary=b", body=b"--b\r\nContent-Type: message/delivery-status\r\n\r\n\xff\r\n--b--"),
    "utf-7": plain(b"Content-Type: text/plain; charset=utf-7", body=b"+ADw-script+AD4-"),
    "charset that is a codec": plain(b"Content-Type: text/plain; charset=zip", body=b"PK\x03\x04"),
    "charset hex": plain(b"Content-Type: text/plain; charset=rot13", body=b"uryyb"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_mail_is_read_or_refused_within_seconds(name):
    began = time.monotonic()
    try:
        said = parse.read(HOSTILE[name][:30_000_000])
    except parse.Unreadable:
        said = None

    assert time.monotonic() - began < 10
    if said is not None:
        words = "".join([said.subject, said.text, said.html, said.sender, said.sender_name, *(f.name for f in said.files)])  # fmt: skip
        words.encode()  # nothing that the database could not hold
        assert "\x00" not in words
        assert len(said.text) <= parse.LONGEST_TEXT
        assert not any("/" in file.name or "\\" in file.name for file in said.files)


def test_noise_is_read_or_refused():
    chance = random.Random(4)
    known = list(HOSTILE.values())
    for _ in range(300):
        base = bytearray(chance.choice(known)[:3000] or b"x")
        for _ in range(chance.randint(1, 40)):
            base[chance.randrange(len(base))] = chance.randrange(256)
        try:
            parse.read(bytes(base))
        except parse.Unreadable:
            continue


@pytest.mark.django_db
def test_every_hostile_mail_ends_and_the_next_one_comes(service_desk):
    box = make_mailbox(team=service_desk)
    small = {name: raw for name, raw in HOSTILE.items() if len(raw) < 3_000_000}

    mails = arrive(box, *small.values(), letter("good"))

    told = dict(zip(small, mails, strict=False))
    assert {m.state for m in mails} <= {"taken", "quarantined", "noted"}
    assert ticket_of(mails[-1]).title == "good"
    assert [name for name, m in told.items() if m.verdict == "poison"] == []
    assert all(m.raw is not None for m in mails)
    assert Ticket.objects.exclude(description="").count() == Ticket.objects.count()


def test_mixed_charsets_are_read():
    said = parse.read(HOSTILE["two charsets"])

    assert said.subject == "Grüße ą пр"
    assert "é" in said.text


def test_words_come_from_html_where_there_is_no_text():
    html = b"<style>p{}</style><p>Hello&nbsp;there</p><ul><li>one<li>two</ul><script>x</script>Bye<br>now"

    said = parse.read(plain(b"Content-Type: text/html; charset=utf-8", body=html))

    assert said.text == "Hello there\n\none\n\ntwo\nBye\nnow"


@pytest.mark.parametrize(
    ("text", "new"),
    [
        ("New\n\nOn Mon, 2 Mar 2026, Ana wrote:\n> old\n> old", "New"),
        ("New\n\nOn Mon, 2 Mar 2026 at 09:12, Service Desk <desk@x.example>\nwrote:\n> old", "New"),
        ("Neu\n\nAm 02.03.2026 um 09:12 schrieb Service Desk:\n\n> alt", "Neu"),
        ("New\n\n________________________________\nFrom: Service Desk\nSent: Monday\nTo: Kim\nSubject: x\n\nold", "New"),
        ("New\n\n-----Original Message-----\nFrom: x\n\nold", "New"),
        ("New\n-- \nKim\nPhone 1", "New"),
        ("> old question\nMy answer", "> old question\nMy answer"),
        ("> only what was said", "> only what was said"),
        ("From: my desk I see\nnothing wrong", "From: my desk I see\nnothing wrong"),
    ],
    ids=["english", "over two lines", "german", "outlook", "original message", "signature", "within", "nothing new", "no head"],
)  # fmt: skip
def test_what_was_said_before_is_cut_for_reading(text, new):
    assert texts.fresh(text) == new


def test_html_is_cleaned_when_it_is_read():
    png = parse.File("a.png", "image/png", b"\x89PNG", "logo@x")
    html = (
        '<p onclick="x()" style="x">Hi <b>you</b></p><script>alert(1)</script><style>*{}</style><form action="/x"><input name=a></form>'
        '<meta http-equiv=refresh content="0;url=https://evil.example"><base href="https://evil.example/"><iframe src="/"></iframe>'
        '<img src="cid:logo@x"><img src="cid:other"><img src="https://evil.example/pixel.gif"><img src="/sign-out/"><img src=x onerror=alert(1)>'
        '<a href="javascript:alert(1)">j</a><a href="https://ok.example">k</a><a href="/admin/">l</a>'
        '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;"></math>'
        '<svg><style><img src=x onerror=alert(1)></style><animate href=#x attributeName=href values=javascript:alert(1) /></svg>'
        '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript><img src="data:text/html,<script>alert(1)</script>">'
    )  # fmt: skip

    clean, remote = rendering.safe_html(html, [png], with_remote=False)
    opened, _ = rendering.safe_html(html, [png], with_remote=True)

    low = clean.lower()
    for word in ("script", "onerror", "onclick", "style=", "<form", "<input", "<meta", "<base", "<iframe", "<svg", "<math", "evil.example", "/sign-out", "/admin", "cid:"):  # fmt: skip
        assert word not in low, word
    assert '<img src="data:image/png;base64,' in clean
    assert "<b>you</b>" in clean
    assert 'href="https://ok.example"' in clean
    assert 'rel="noopener noreferrer nofollow"' in clean
    assert remote == 1
    assert "https://evil.example/pixel.gif" in opened


def test_a_picture_that_is_no_picture_is_not_shown():
    trick = parse.File("a.svg", "image/svg+xml", base64.b64decode("PHN2Zz4="), "x")

    assert "data:" not in rendering.safe_html('<img src="cid:x">', [trick], with_remote=False)[0]


@pytest.mark.parametrize(
    ("subject", "other"),
    [("Re: Scanner", "Scanner"), ("AW: RE: [INC-12] Scanner 4", "scanner  7"), ("Automatic reply: INC-1 in", "Automatic reply: INC-2 in")],
)  # fmt: skip
def test_a_topic_is_the_same_whatever_stands_before_it(subject, other):
    assert rules.topic_of(subject) == rules.topic_of(other)


@pytest.mark.parametrize(
    ("headers", "trust"),
    [
        (["mx.a; dmarc=pass header.from=x.example"], "pass"),
        (["mx.a; dmarc=fail header.from=x.example; spf=pass smtp.mailfrom=x.example"], "fail"),
        (["mx.a; spf=pass smtp.mailfrom=bounce@mail.x.example"], "pass"),
        (["mx.a; spf=pass smtp.mailfrom=evil.example; dkim=pass header.d=evil.example"], "none"),
        (["mx.a; dkim=pass header.d=x.example"], "pass"),
        (["mx.a; spf=softfail smtp.mailfrom=x.example"], "fail"),
        (["mx.a; spf=none; dkim=none"], "none"),
        (["mx.b; dmarc=pass header.from=x.example"], "none"),
        (["mx.a; spf=none", "mx.a; dmarc=pass header.from=x.example"], "none"),
        (["mx.a; dmarc=pass", "mx.a; dmarc=fail"], "fail"),
        (["mx.a.evil; dmarc=pass"], "none"),
        ([], "none"),
    ],
)  # fmt: skip
def test_only_the_word_of_our_own_server_counts(headers, trust):
    assert rules.trust_of(headers, ["mx.a"], "kim@x.example") == trust
