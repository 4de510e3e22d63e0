"""The deployment files are read by the real Compose, and ask for every secret."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = Path(sys.executable).parent / "docker-compose"
SECRETS = [
    "SVS_BASE_URL",
    "SVS_SECRET_KEY",
    "SVS_APP_PASSWORD",
    "SVS_OWNER_PASSWORD",
    "SVS_REDIS_PASSWORD",
    "POSTGRES_PASSWORD",
]


def compose(*args: str, without: str = "") -> subprocess.CompletedProcess[str]:
    env = {"PATH": os.environ["PATH"], "HOME": str(ROOT)} | {
        name: "x" for name in SECRETS if name != without
    }
    return subprocess.run(
        [str(COMPOSE), "config", *args],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )


def test_compose_reads_the_file_and_every_process_is_there():
    read = compose("--format", "json")

    assert read.returncode == 0, read.stderr
    services = json.loads(read.stdout)["services"]
    assert set(services) == {"postgres", "redis", "migrate", "web", "relay", "worker", "beat"}
    assert "svs_owner" in services["migrate"]["environment"]["DATABASE_URL"]
    assert "svs_app" in services["web"]["environment"]["DATABASE_URL"]
    assert (
        "--locale-provider=builtin" in services["postgres"]["environment"]["POSTGRES_INITDB_ARGS"]
    )


@pytest.mark.parametrize("secret", SECRETS)
def test_no_secret_has_a_default(secret):
    refused = compose("-q", without=secret)

    assert refused.returncode != 0
    assert secret in refused.stderr


def test_the_image_does_not_run_as_root():
    lines = (ROOT / "Dockerfile").read_text().splitlines()

    assert [line for line in lines if line.startswith("USER")] == ["USER svs"]
