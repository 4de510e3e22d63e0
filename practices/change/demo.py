"""Change enablement's part of the demo organisation."""


def load() -> None:
    """Through the real operations."""
