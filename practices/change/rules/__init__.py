"""Pure calculations of change enablement: risk, windows, slots, records."""

from practices.change.rules.standard import departures

__all__ = ["departures"]
