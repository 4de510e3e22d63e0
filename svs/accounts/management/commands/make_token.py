from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from svs.accounts import queries
from svs.accounts.operations import issue_token
from svs.errors import RuleViolation
from svs.events.actor import SYSTEM_ACTOR


class Command(BaseCommand):
    help = "Make an API token for a program and print it, once. The same as Administer, Tokens."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="As it will stand in every event it causes.")
        parser.add_argument("--role", default="agent", help="One or several, comma-separated.")
        parser.add_argument("--scopes", default="all", help="Comma-separated, or all.")
        parser.add_argument("--days", type=int, default=90)

    def handle(self, *args: Any, **options: Any) -> None:
        known = queries.scopes()
        scopes = known if options["scopes"] == "all" else options["scopes"].split(",")
        if unknown := sorted(set(scopes) - set(known)):
            raise CommandError(
                f"There is no scope {', '.join(unknown)}. Known: {', '.join(known)}."
            )
        try:
            _, token = issue_token(
                actor=SYSTEM_ACTOR, name=options["name"], roles=options["role"].split(","), scopes=scopes, days=options["days"],
            )  # fmt: skip
        except RuleViolation as violation:
            raise CommandError(violation.message) from None
        self.stdout.write(token)
