"""Change enablement for integrations."""
