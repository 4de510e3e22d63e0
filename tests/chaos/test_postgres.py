"""PostgreSQL stops and comes back under load: an honest answer meanwhile, and every promise kept afterwards."""

import itertools
import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from tests.chaos.product import ONCE, Answer, Product, until

pytestmark = pytest.mark.chaos
log = logging.getLogger("chaos")
GOOD = {200, 201}
RECOVERED = 10


class Load:
    """People who read, and programs that log incidents and repeat each request until it is answered 201."""

    def __init__(self, product: Product) -> None:
        self.product = product
        self.promised: list[str] = []
        self.pages: list[tuple[float, Answer]] = []
        self.calls: list[tuple[float, Answer]] = []
        self.over = threading.Event()

    def create(self, name: str) -> None:
        for n in itertools.count():
            title = f"{name} {n}"
            while not self.over.is_set():
                answer = self.product.api.create(title, title.replace(" ", "-"))
                self.calls.append((time.monotonic(), answer))
                if answer.status == 201:
                    self.promised.append(title)
                    break
            if self.over.is_set():
                return

    def read(self, send: Callable[[], Answer], into: list[tuple[float, Answer]]) -> None:
        while not self.over.is_set():
            answer = send()
            into.append((time.monotonic(), answer))

    @contextmanager
    def running(self) -> Iterator[None]:
        product = self.product
        threads = [
            *(threading.Thread(target=self.create, args=(name,)) for name in ("Left", "Right")),
            threading.Thread(
                target=self.read, args=(lambda: product.browser.send("/tickets/all/"), self.pages)
            ),
            threading.Thread(
                target=self.read, args=(lambda: product.api.send("/api/v1/incidents/"), self.calls)
            ),
        ]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self.over.set()
            for thread in threads:
                thread.join()

    def goes_on(self, good: bool) -> None:
        """Wait until pages and calls were answered well (or not) twenty times more each."""
        for answers in (self.pages, self.calls):
            seen = len(answers)
            until(
                lambda a=answers, s=seen: sum((x.status in GOOD) == good for _, x in a[s:]) >= 20,
                20, "twenty answers",
            )  # fmt: skip


@pytest.fixture(scope="module")
def outage(product):
    """The load's diary of one outage, with the moment the database was back."""
    load = Load(product)
    with load.running():
        load.goes_on(good=True)
        product.postgres.stop("immediate")
        until(lambda: product.log("relay").count("relay waits") >= 4, 20, "the relay backs off")
        load.goes_on(good=False)
        product.postgres.start()
        back = time.monotonic()
        load.goes_on(good=True)
    return load, back


def test_the_answer_meanwhile_is_an_honest_503(outage):
    load, _ = outage
    refused = [answer for _, answer in load.calls if answer.status not in GOOD]
    excused = [answer for _, answer in load.pages if answer.status not in GOOD]

    assert {answer.status for answer in refused + excused} == {503}
    assert {answer.headers["Retry-After"] for answer in refused + excused} == {"2"}
    assert {answer.headers["Content-Type"] for answer in refused} == {"application/problem+json"}
    assert all("try again" in answer.text.lower() for answer in refused + excused)
    assert all(answer.text.startswith("<!doctype html>") for answer in excused)
    assert not any("Traceback" in answer.text or "psycopg" in answer.text for answer in refused + excused)  # fmt: skip


def test_nobody_waits_long_for_it(outage):
    load, _ = outage
    slowest = max(answer.seconds for _, answer in load.calls + load.pages)

    log.info("slowest answer %.2f s", slowest)
    assert slowest <= 5


def test_the_web_recovers_by_itself(outage):
    load, back = outage
    last_bad = max(at for at, answer in load.calls + load.pages if answer.status not in GOOD)

    log.info("last 503 %.2f s after the start", last_bad - back)
    assert last_bad - back <= RECOVERED


def test_every_promise_is_kept_once_and_the_work_goes_on(product, outage):
    load, _ = outage
    took = until(lambda: product.waiting() == 0, 30, "everything is drained")
    effects = product.effects()

    log.info("%d incidents promised, drained %.1f s", len(load.promised), took)
    assert dict.fromkeys(load.promised, ONCE).items() <= effects.items()
    assert {title: counts for title, counts in effects.items() if counts != ONCE} == {}
    assert min(product.arrivals()) == 1  # a mail may arrive again, under its old Message-ID
    assert product.dead() == []
