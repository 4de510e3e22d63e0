"""Governance's part of the demo organisation, part by part."""

from governance.demo import asked, register


def load() -> None:
    """Through the real operations, in the order in which an organisation would."""
    register.load()
    asked.load()
