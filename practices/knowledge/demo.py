"""What Northwind's desk has written down."""

from collections.abc import Callable

from practices.knowledge import operations
from svs.accounts.models import User
from svs.events.actor import person
from svs.services.models import Service

_ARTICLES = (
    ("Second factor is asked again and again", "public", "identity-access", True,
     "Your phone and the sign-in page no longer agree on the time.\n\n1. Open the **settings** of your phone and let it set the time by itself.\n"
     "2. Close the browser and sign in again.\n3. If it still asks, choose *Use a recovery code* and tell us."),
    ("My account is locked after a shift change", "public", "identity-access", True,
     "After five wrong passwords an account rests for **15 minutes**. Wait, then sign in with the new password.\n\nHandhelds keep the old password: "
     "sign out there first, or they lock it again."),
    ("Scanner loses its session: roll a group back to 8.3", "internal", "warehouse-scanners", True,
     "Known with firmware 8.4: the session drops when a handheld roams between access points of different groups.\n\n"
     "1. Open the console and choose the group, for example `RTM-A-01..24`.\n2. Choose **Firmware**, then 8.3.\n3. Tell the shift lead: scanners restart once."),
    ("Label printer prints half a label", "public", "warehouse-scanners", True,
     "Open the lid, take the roll out, and hold **Feed** for three seconds: the printer measures the label anew.\n\nStill half? Say which printer it is."),
    ("Checkout stops at the last step", "internal", "customer-portal", True,
     "Mostly the payment provider. Check its status page first; if it is green, restart the worker `checkout-3` and watch the queue fall."),
    ("Night shift bonus is missing on the payslip", "public", "payroll", True,
     "The bonus of the last three nights of a month is paid with the next payslip. If an earlier one is missing, send us the dates."),
    ("How to read the customs code 4711", "internal", "customs-filing", False,
     "Draft: 4711 means that the weight differs from the pre-declaration. Ask the trade desk for the corrected one."),
)  # fmt: skip


def load(*, say: Callable[[str], None] = print) -> None:
    """Seven articles, written and published through the real operations."""
    ana = person(User.objects.get(email="ana.ruiz@northwind.example"))
    services = dict(Service.objects.values_list("slug", "pk"))
    for title, audience, service, is_out, body in _ARTICLES:
        made = operations.write_article(
            actor=ana, title=title, body=body, audience=audience, service_id=services.get(service)
        )
        if is_out:
            operations.publish_article(article=made, actor=ana)
    say(f"{len(_ARTICLES)} articles")
