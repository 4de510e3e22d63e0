"""Measured, never asserted: ratios of one run."""
