"""What is in the way of a start gets one clear line."""

import socket

import pytest

from svs.launcher import preflight
from svs.launcher.environment import Stop


def test_an_old_python_is_named():
    with pytest.raises(Stop, match=r"this is 3\.9"):
        preflight.check_python((3, 9, 1))


def test_a_taken_port_says_how_to_take_another():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(Stop, match="PORT=8001 make run"):
            preflight.check_port(taken.getsockname()[1])


def test_a_port_that_is_no_number_is_named(monkeypatch):
    monkeypatch.setenv("PORT", "http")

    with pytest.raises(Stop, match="'http'"):
        preflight.port()


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("")

    with pytest.raises(Stop, match="cannot be written"):
        preflight.check_home(blocked / "home")


def test_data_of_another_major_version_is_left_alone(tmp_path):
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "PG_VERSION").write_text("15\n")

    with pytest.raises(Stop, match="written by PostgreSQL 15"):
        preflight.check_home(tmp_path)
