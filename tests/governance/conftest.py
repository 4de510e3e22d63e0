from tests.metrics.conftest import signal  # noqa: F401 -- a broken promise to improve on
