from collections.abc import Iterator

import pytest

from tests.chaos.product import Product


@pytest.fixture(scope="module")
def product(tmp_path_factory) -> Iterator[Product]:
    """One running product for the faults of a file; each test leaves it well."""
    running = Product(tmp_path_factory.mktemp("svs"))
    try:
        running.start()
        yield running
    finally:
        running.stop()
