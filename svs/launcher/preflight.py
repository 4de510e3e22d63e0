"""Look before starting: each thing that is in the way gets one clear line."""

import importlib.util
import os
import socket
import sys
from pathlib import Path

from svs.embedded import CannotStart, Postgres
from svs.launcher.environment import Stop


def check_python(
    version: tuple[int, ...] = (sys.version_info.major, sys.version_info.minor),
) -> None:
    if not (3, 11) <= version[:2] <= (3, 13):
        raise Stop(f"SVS needs Python 3.11 to 3.13; this is {version[0]}.{version[1]}.")
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        raise Stop(
            "Python's venv module is missing: install the system package python3-venv, then try again."
        )


def check_home(home: Path) -> None:
    """The data folder can be made and written, and is of our PostgreSQL's major version."""
    try:
        home.mkdir(parents=True, exist_ok=True)
        probe = home / ".probe"
        probe.write_text("")
        probe.unlink()
    except OSError as error:
        raise Stop(
            f"The data folder {home} cannot be written ({error.strerror}). Set SVS_HOME to another."
        ) from None
    try:
        Postgres(home).check_major()
    except CannotStart as error:
        raise Stop(str(error)) from None


def check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise Stop(
                f"Port {port} is taken. Set PORT to another, as in: PORT=8001 make run"
            ) from None


def port() -> int:
    text = os.environ.get("PORT", "8000")
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise Stop(f"PORT is {text!r}; it must be a number from 1 to 65535.")
    return int(text)
