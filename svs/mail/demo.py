"""Mail at Northwind: a mailbox, one mail that became a ticket, and a few that wait for a person."""

from svs.accounts.models import Team
from svs.mail import operations
from svs.mail.models import Mailbox
from svs.mail.operations import fetching

ADDRESS = "desk@northwind.example"
HTML = (
    '<p>Good morning,</p><p>since the update the <b>label printer at dock 7</b> prints every label twice, and the second one is '
    'smeared.</p><ul><li>restarted: yes</li><li>other roll: yes</li></ul><p>Thank you<br>Noor</p><img src="https://customer.example/logo.gif">'
)  # fmt: skip
# sender, subject, more headers, body
MAILS = (
    ("Noor Bakker <noor.bakker@customer.example>", "Label printer at dock 7 prints twice", "Content-Type: text/html; charset=utf-8\r\n", HTML),
    ("Freight News <news@freightnews.example>", "Ten rates you cannot miss this week", "List-Unsubscribe: <https://freightnews.example/u>\r\nPrecedence: bulk\r\n", "The best rates of the week for you."),
    ("Planning <planning@carrier.example>", "Invitation: quarterly review", "Content-Type: text/calendar; method=REQUEST; charset=utf-8\r\n", "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nSUMMARY:Quarterly review\r\nEND:VEVENT\r\nEND:VCALENDAR"),
    ("nobody", "Your mailbox is full", "", "Click here to make room."),
)  # fmt: skip


def load() -> None:
    """The mails come in as real ones do; the mailbox itself is not asked, for there is none."""
    desk = Team.objects.filter(slug="service-desk").first()
    box = Mailbox.objects.create(
        address=ADDRESS, host="mail.northwind.example", username="desk", team=desk, is_active=False
    )
    for uid, (sender, subject, headers, body) in enumerate(MAILS, start=1):
        raw = f"From: {sender}\r\nTo: {ADDRESS}\r\nSubject: {subject}\r\nMessage-ID: <{uid}.demo@customer.example>\r\n{headers}\r\n{body}\r\n"
        fetching.keep(box, uid, raw.encode())
    while operations.take_due():
        pass
