"""The Python and Node environment a checkout needs, installed from hash-locked files and remembered by stamps."""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"


class Stop(Exception):
    """Something a person must see to; the message is the one line they need."""


def _stamp(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256(sys.version.encode())
    for path in sorted(paths):
        digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()


def _fresh(name: str, stamp: str) -> bool:
    file = VENV / f".{name}.stamp"
    return file.exists() and file.read_text() == stamp


def _remember(name: str, stamp: str) -> None:
    (VENV / f".{name}.stamp").write_text(stamp)


def run(command: list[str], why: str, **env: str) -> None:
    """Run a set-up step whose output a person may watch."""
    if subprocess.run(
        command, cwd=ROOT, env={**os.environ, **env}, stdin=subprocess.DEVNULL, check=False
    ).returncode:
        raise Stop(f"{why} failed; the lines above say why.")


def install(name: str) -> None:
    """Install requirements/<name>.txt into .venv, unless that very file was installed already."""
    lock = ROOT / "requirements" / f"{name}.txt"
    if not PYTHON.exists():
        print("Making the Python environment in .venv ...", flush=True)
        made = subprocess.run(
            [sys.executable, "-m", "venv", str(VENV)], capture_output=True, text=True, check=False
        )
        if made.returncode:
            raise Stop(
                "Python's venv module is missing: install the system package python3-venv, then try again."
            )
    stamp = requirements_stamp(name)
    if _fresh(name, stamp):
        return
    print(f"Installing requirements/{name}.txt (sizes below) ...", flush=True)
    pip = [
        str(PYTHON),
        "-m",
        "pip",
        "install",
        "--require-hashes",
        "--disable-pip-version-check",
        "--progress-bar",
    ]
    bar = "on" if sys.stdout.isatty() else "off"
    run([*pip, bar, "-r", str(lock)], f"Installing requirements/{name}.txt")
    _remember(name, stamp)


def use_site_packages() -> None:
    """Let this bare Python find the wheels' folders in .venv; they are looked at, never imported."""
    for folder in VENV.glob("lib/python3*/site-packages"):
        if str(folder) not in sys.path:
            sys.path.append(str(folder))


def requirements_stamp(name: str) -> str:
    """What stands for requirements/<name>.txt once it is installed."""
    return _stamp([ROOT / "requirements" / f"{name}.txt"])


def front_end_stamp() -> str:
    """What stands for the front end once it is built."""
    assets = (path for path in (ROOT / "svs/web/assets").rglob("*") if path.is_file())
    return _stamp([ROOT / "package.json", ROOT / "package-lock.json", *assets])


def build_front_end() -> None:
    """npm ci and build when a source changed; Node comes from PyPI where the machine has none."""
    package = ROOT / "package.json"
    if not package.exists():
        return
    built = ROOT / "svs/web/static/web/app.css"
    stamp = front_end_stamp()
    if built.exists() and _fresh("front-end", stamp):
        return
    path = os.environ["PATH"]
    if shutil.which("npm") is None:
        install("node")
        path = f"{VENV / 'bin'}{os.pathsep}{path}"
    print("Building the front end ...", flush=True)
    run(["npm", "ci", "--no-audit", "--no-fund"], "npm ci", PATH=path)
    run(["npm", "run", "--silent", "build"], "The front-end build", PATH=path)
    _remember("front-end", stamp)
