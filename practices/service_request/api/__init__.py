"""The service request practice for integrations."""
