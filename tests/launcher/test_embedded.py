"""The embedded services start, are found again, and keep what was committed when everything is killed."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psycopg2
import pytest
import redis

from svs.embedded import Postgres, Valkey
from svs.launcher.environment import ROOT

# A parent that kills its database and never asks how it ended.
NEGLECTFUL = """
import os, pathlib, signal, sys, time
from svs.embedded import Postgres
postgres = Postgres(pathlib.Path({home!r}))
postgres.start()
os.kill(int((postgres.data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
print("killed", flush=True)
time.sleep(60)
"""


@pytest.fixture
def home(tmp_path):
    return tmp_path


def test_postgres_keeps_committed_rows_through_kill_9(home: Path):
    postgres = Postgres(home)
    postgres.start()
    try:
        with psycopg2.connect(postgres.url) as conn, conn.cursor() as cursor:
            cursor.execute(
                "create table kept (n int); insert into kept select generate_series(1, 500)"
            )
        first_pid = int((postgres.data / "postmaster.pid").read_text().split()[0])
        Postgres(home).start()  # finds the live one
        assert int((postgres.data / "postmaster.pid").read_text().split()[0]) == first_pid

        os.kill(first_pid, signal.SIGKILL)
        postgres.start()

        with psycopg2.connect(postgres.url) as conn, conn.cursor() as cursor:
            cursor.execute("select count(*), current_setting('data_checksums') from kept")
            assert cursor.fetchone() == (500, "on")
    finally:
        postgres.stop("immediate")


def test_valkey_is_found_again_and_stops(home: Path):
    valkey = Valkey(home)
    valkey.start()
    client = redis.Redis.from_url(valkey.url)
    client.set("a", "1")

    again = Valkey(home)
    again.start()
    assert again.url == valkey.url
    assert client.get("a") == b"1"

    valkey.stop()
    with pytest.raises(redis.ConnectionError):
        client.ping()


def test_postgres_starts_beside_its_own_zombie(home: Path):
    parent = subprocess.Popen([sys.executable, "-c", NEGLECTFUL.format(home=str(home))], cwd=ROOT, stdout=subprocess.PIPE, text=True)  # fmt: skip
    postgres = Postgres(home)
    try:
        assert parent.stdout.readline() == "killed\n"

        postgres.start()

        with psycopg2.connect(postgres.url):
            pass
    finally:
        parent.kill()
        parent.wait()
        postgres.stop("immediate")
