"""Pure calculations of change enablement: risk, windows, slots, records."""
