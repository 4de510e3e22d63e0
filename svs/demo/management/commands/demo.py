from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from inspect import signature
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection, transaction

from svs.accounts.models import User
from svs.demo import company, people, story


class Command(BaseCommand):
    help = "Load the demo organisation: people and services, then each app's demo.py."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--if-empty", action="store_true", help="Do nothing where somebody is known already."
        )
        parser.add_argument(
            "--seed", type=int, default=1, help="Draws the story that is hidden in the past."
        )
        parser.add_argument(
            "--tickets", type=int, help="So many incidents of the past; 6000 unless said."
        )

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        if User.objects.exists():
            if not options["if_empty"]:
                self.stderr.write("There is an organisation already; nothing was loaded.")
            return
        self.stdout.write("Loading the demo organisation ...")
        with connection.cursor() as cursor:
            cursor.execute("set local statement_timeout = 0")
        people.load()
        company.load()
        given = {
            "tickets": options["tickets"], "seed": options["seed"], "story": story.of(options["seed"]),
            "say": self.stdout.write,
        }  # fmt: skip
        parts = [
            import_module(f"{config.name}.demo")
            for config in apps.get_app_configs()
            if find_spec(f"{config.name}.demo") and not config.name.startswith("svs")
        ]
        for part in parts:  # what was there before the past began
            given |= _call(getattr(part, "prepare", None), given) or {}
        for part in parts:
            _call(part.load, given)


def _call(do: Callable[..., Any] | None, given: dict[str, Any]) -> Any:
    """Call with what it asks for of what is given."""
    if do is None:
        return None
    wanted = signature(do).parameters
    return do(**{name: value for name, value in given.items() if name in wanted})
