"""How fast an audit log goes in, and how much memory that takes. `python -m benchmarks.import_rate LOG [TIMES]`.

Aims: at least 2,000 rows a second on the log repeated 20 times, below 400 MB. Needs DATABASE_URL of a server where
databases may be made; works in one of its own.
"""

import csv
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg2

SCRATCH = "bench_import"


def repeat(log: Path, times: int, target: Path) -> int:
    """The log over and over, each time with other case ids; returns its rows."""
    rows = 0
    with log.open(newline="") as source, target.open("w", newline="") as out:
        reader = csv.DictReader(source)
        writer = csv.DictWriter(out, reader.fieldnames or [])
        writer.writeheader()
        for line in reader:
            for n in range(times):
                writer.writerow({**line, "number": f"{line['number']}-{n}"})
                rows += 1
    return rows


def main() -> None:
    log, times = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 20
    url = os.environ["DATABASE_URL"]
    server = psycopg2.connect(url)
    server.autocommit = True
    name = psycopg2.extensions.parse_dsn(url)["dbname"]
    server.cursor().execute(f"drop database if exists {SCRATCH}")
    server.cursor().execute(f"create database {SCRATCH}")
    env = {**os.environ, "DATABASE_URL": url.replace(f"/{name}", f"/{SCRATCH}")}
    try:
        run = [sys.executable, "manage.py"]
        subprocess.run([*run, "migrate", "-v", "0"], env=env, check=True)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "log.csv"
            rows = repeat(log, times, path)
            start = time.monotonic()
            subprocess.run(
                [*run, "import_tickets", str(path), "--mapping", "servicenow", "--rejects", os.devnull],
                env=env, check=True, stdout=subprocess.DEVNULL,
            )  # fmt: skip
            seconds = time.monotonic() - start
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(f"{rows} rows in {seconds:.1f} s: {rows / seconds:.0f} rows/s (aim 2000), {peak:.0f} MB at most (aim 400)")  # fmt: skip
    finally:
        server.cursor().execute(f"drop database if exists {SCRATCH} with (force)")


if __name__ == "__main__":
    main()
