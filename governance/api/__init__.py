"""Governance for integrations."""
