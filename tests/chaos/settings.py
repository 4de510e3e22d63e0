"""The product as it is, with one more listener: the ledger that fault tests count in."""

from svs.settings import *  # noqa: F403
from svs.settings import INSTALLED_APPS as _PRODUCT

INSTALLED_APPS = [*_PRODUCT, "tests.chaos.ledger"]
