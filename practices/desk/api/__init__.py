"""The desk for integrations: what is the same for every kind of ticket."""
