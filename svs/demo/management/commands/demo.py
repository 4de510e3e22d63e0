from importlib import import_module
from importlib.util import find_spec
from inspect import signature
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from svs.accounts.models import User
from svs.demo import people


class Command(BaseCommand):
    help = "Load the demo organisation: people and services, then each app's demo.py."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--if-empty", action="store_true", help="Do nothing where somebody is known already."
        )
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--tickets", type=int, help="So many incidents of the past.")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        if User.objects.exists():
            if not options["if_empty"]:
                self.stderr.write("There is an organisation already; nothing was loaded.")
            return
        self.stdout.write("Loading the demo organisation ...")
        people.load()
        for config in apps.get_app_configs():
            if find_spec(f"{config.name}.demo") and not config.name.startswith("svs"):
                part = import_module(f"{config.name}.demo").load
                wanted = signature(part).parameters
                given = {
                    "tickets": options["tickets"],
                    "seed": options["seed"],
                    "say": self.stdout.write,
                }
                part(**{name: value for name, value in given.items() if name in wanted})
