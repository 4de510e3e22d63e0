"""The incident practice for integrations."""
