"""Incidents of the requester on the scanners, at a Monday morning that stands still."""

from tests.practices.incident.conftest import as_agent, log, resolve

__all__ = ["as_agent", "log", "resolve"]
