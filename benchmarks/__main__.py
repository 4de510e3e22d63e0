"""`make bench`: SVS against the bare floor in one run. Prints a table of ratios; asserts nothing.

Workloads and aims: docs/performance.md. SIZE is the number of tickets loaded first (100,000 unless said), REPEAT the
repetitions, LAG the seconds in which numbers are kept under load (300 for the figure of docs/performance.md).
"""

import json
import os
import sys
import time
from pathlib import Path

import psycopg2

from benchmarks import report, workloads
from benchmarks.server import Bench
from svs.launcher.environment import ROOT

SIZE = int(os.environ.get("SIZE", "100000"))
_FILL = """
insert into floor_item (title, description, queue, priority, state, created_at)
select 'Item ' || n, repeat('words ', 20), n %% 12, 3, 'NEW', now() - n * interval '1 minute' from generate_series(1, %s) n
"""


def load(bench: Bench) -> float:
    """An empty desk first, for its rate; then the company with its past, and as many rows for the floor."""
    bench.python("manage.py", "demo", "--tickets", "100")
    bench.backlog()
    rate = workloads.empty_rate(bench)
    bench.anew()
    start = time.monotonic()
    print(f"Loading {SIZE} tickets ...", flush=True)
    bench.python("manage.py", "demo", "--tickets", str(SIZE))
    bench.backlog_long()
    for dsn, fill in ((bench.floor_env["FLOOR_URL"], _FILL), (bench.dsn, "")):
        connection = psycopg2.connect(dsn)
        connection.autocommit = True
        if fill:
            connection.cursor().execute(fill, [SIZE])
        connection.cursor().execute("vacuum analyze")
    print(f"loaded in {time.monotonic() - start:.0f} s", flush=True)
    return rate


def main() -> None:
    bench = Bench(Path(sys.argv[1]))
    try:
        bench.start()
        empty = load(bench)
        result = {**workloads.measure(bench), "empty rate": empty}
        cores, words = os.cpu_count(), report.table(result)
        print(
            f"\n{SIZE} tickets, {workloads.REPEAT} repetitions, medians, {cores} cores\n\n{words}"
        )
        (ROOT / "benchmarks" / "last.json").write_text(json.dumps(result, indent=1))
    finally:
        bench.stop()


if __name__ == "__main__":
    main()
