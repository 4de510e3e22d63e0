"""Routes of inbound mail. One mailbox is set up, and one mail waits in quarantine."""

import zlib

from svs.mail.models import InboundMail, Mailbox
from tests.permissions import PAGE_POST_ONLY, SIGN_IN

ADMIN = (SIGN_IN, 403, 403, 403, 403, 403, 200)
API_ADMIN = (401, 403, 403, 403, 403, 403, 200)
API_VERB = (401, *(405,) * 6)
PAGES = {
    "admin/mailboxes/": ADMIN,
    "admin/mailboxes/new/": ADMIN,
    "admin/mailboxes/<int:number>/": ADMIN,
    "admin/mailboxes/<int:number>/check/": PAGE_POST_ONLY,
    "admin/mailboxes/<int:number>/resume/": PAGE_POST_ONLY,
    "quarantine/": ADMIN,
    "quarantine/bulk/": PAGE_POST_ONLY,
    "quarantine/<int:number>/": ADMIN,
    "quarantine/<int:number>/raw/": ADMIN,
    "quarantine/<int:number>/take/": PAGE_POST_ONLY,
    "quarantine/<int:number>/add/": PAGE_POST_ONLY,
    "quarantine/<int:number>/delete/": PAGE_POST_ONLY,
    "api/v1/^mailboxes/$": API_ADMIN,
    "api/v1/^mailboxes/(?P<pk>[0-9]{1,12})/$": API_ADMIN,
    "api/v1/^mailboxes/(?P<pk>[0-9]{1,12})/check/$": API_VERB,
    "api/v1/^mailboxes/(?P<pk>[0-9]{1,12})/resume/$": API_VERB,
    "api/v1/^quarantine/$": API_ADMIN,
    "api/v1/^quarantine/(?P<pk>[0-9]{1,12})/$": API_ADMIN,
    "api/v1/^quarantine/(?P<pk>[0-9]{1,12})/take/$": API_VERB,
    "api/v1/^quarantine/(?P<pk>[0-9]{1,12})/add/$": API_VERB,
    "api/v1/^quarantine/(?P<pk>[0-9]{1,12})/delete/$": API_VERB,
    "api/v1/^quarantine/many/$": API_VERB,
}
VERBS = {
    ("POST", "api/v1/mailboxes/"): (401, 403, 403, 403, 403, 403, 400),
    ("PATCH", "api/v1/mailboxes/{number}/"): (401, 404, 404, 404, 404, 404, 428),
    ("POST", "api/v1/mailboxes/{number}/resume/"): (401, 404, 404, 404, 404, 404, 409),
    ("POST", "api/v1/quarantine/{number}/add/"): (401, 404, 404, 404, 404, 404, 400),
    ("POST", "api/v1/quarantine/{number}/delete/"): (401, 404, 404, 404, 404, 404, 400),
    ("POST", "api/v1/quarantine/many/"): (401, 403, 403, 403, 403, 403, 400),
}


def examples(fixture) -> dict[str, str]:
    box = Mailbox.objects.create(address="desk@northwind.example", host="mail.northwind.example", username="desk")  # fmt: skip
    mail = InboundMail.objects.create(id=box.pk, mailbox=box, uid=1, digest="0" * 64, raw=zlib.compress(b"From: Kim <kim@customer.example>\r\nSubject: Offer\r\n\r\nBuy."), size=9, state="quarantined", verdict="unreadable")  # fmt: skip
    return {"<int:number>": str(mail.pk), "(?P<pk>[0-9]{1,12})": str(mail.pk), "{number}": str(mail.pk)}  # fmt: skip
