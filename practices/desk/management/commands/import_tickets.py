from pathlib import Path
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from practices.desk import bulk
from practices.desk.bulk import load
from practices.desk.bulk.mapping import Mapping
from svs.errors import RuleViolation


class Command(BaseCommand):
    help = "Import a ticket audit log in CSV as history. A second run changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path)
        parser.add_argument(
            "--mapping", required=True, help="A TOML file, or the name of a shipped one: servicenow"
        )
        parser.add_argument("--rejects", type=Path, default=Path("rejects.csv"))

    def handle(self, *args: Any, **options: Any) -> None:
        for path in options["files"]:
            if not path.is_file():
                raise CommandError(f"There is no file {path}.")
        shipped = Path(bulk.__file__).parent / f"{options['mapping']}.toml"
        start = monotonic()
        try:
            mapping = Mapping.read(shipped if shipped.exists() else Path(options["mapping"]))
            with options["rejects"].open("w", newline="") as rejects:
                report = load.import_log(options["files"], mapping, rejects, self.stdout.write)
        except RuleViolation as violation:
            raise CommandError(violation.message) from None
        rate = report.rows / max(0.001, monotonic() - start)
        self.stdout.write(
            f"{report.rows} rows, {report.rejected} rejected, {report.cases} cases imported, {report.known} known already, "
            f"{rate:.0f} rows/s"
        )
