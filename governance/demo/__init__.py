"""Governance's part of the demo organisation, part by part."""

from governance.demo import (
    asked,
    boards,
    changes,
    past,
    planned,
    principles,
    register,
    reviews,
    standing,
    votes,
)


def prepare() -> None:
    """Who decides what was there before anything was decided."""
    boards.prepare()
    past.prepare()
    asked.prepare()


def load(*, seed: int = 1) -> None:
    """Through the real operations, in the order in which an organisation would; what is past by the bulk twin."""
    past.load(seed=seed)
    register.load()
    asked.load()
    planned.load()
    principles.load()
    votes.load()
    changes.load()
    standing.load()
    reviews.load()
