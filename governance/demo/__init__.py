"""Governance's part of the demo organisation, part by part."""

from governance.demo import asked, boards, register, reviews, standing


def prepare() -> None:
    """Who decides was there before anything was decided."""
    boards.prepare()


def load() -> None:
    """Through the real operations, in the order in which an organisation would."""
    register.load()
    asked.load()
    standing.load()
    reviews.load()
