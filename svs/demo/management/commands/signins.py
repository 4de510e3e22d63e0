from typing import Any

from django.core.management.base import BaseCommand

from svs.accounts.models import User

PASSWORD = "northwind-demo"  # noqa: S105 -- the demo's, printed on purpose
FIRST = {
    "ana.ruiz": "agent",
    "elena.petrova": "service owner",
    "marta.silva": "board member",
    "ingrid.holm": "sponsor",
    "maya.okafor": "administrator",
    "joost.verhagen": "requester",
}


class Command(BaseCommand):
    help = "Print one sign-in per role of the demo organisation."

    def handle(self, *args: Any, **options: Any) -> None:
        for user in User.objects.filter(
            email__in=[f"{who}@northwind.example" for who in FIRST]
        ).order_by("email"):
            role = FIRST[user.email.split("@")[0]]
            self.stdout.write(f"  {role:<14} {user.email:<34} {PASSWORD}")
