from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from svs.accounts.operations import open_welcome


class Command(BaseCommand):
    help = "Print a one-time address by which the first administrator comes in; nothing where there is one. The address before dies."

    def handle(self, *args: Any, **options: Any) -> None:
        token = open_welcome()
        if token is not None:
            self.stdout.write("Nobody administers this house yet. Come in here, once:")
            self.stdout.write(f"  {settings.SVS_BASE_URL}/welcome/{token}/")
