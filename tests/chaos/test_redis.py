"""Redis may freeze or lose everything: people notice nothing, and what must follow comes late, once."""

import json
import logging
import os
import shutil
import signal

import pytest

from tests.chaos.product import ONCE, Answer, Product, p95, until

pytestmark = pytest.mark.chaos
log = logging.getLogger("chaos")
DRAINED = 30


def work(product: Product, name: str, times: int) -> tuple[list[Answer], list[Answer]]:
    """Log an incident and open its page, over and over."""
    creates, pages = [], []
    for n in range(times):
        creates.append(product.api.create(f"{name} {n}", f"{name}-{n}"))
        pages.append(product.browser.send(f"/incidents/{json.loads(creates[-1].text)['ref']}/"))
    return creates, pages


def assert_right(creates: list[Answer], pages: list[Answer], name: str) -> None:
    assert {create.status for create in creates} == {201}
    assert {page.status for page in pages} == {200}
    assert all(f"{name} {n}" in page.text for n, page in enumerate(pages))


def assert_each_once(product: Product, name: str, times: int) -> None:
    effects = product.effects()
    assert {f"{name} {n}": ONCE for n in range(times)}.items() <= effects.items()
    assert {title: counts for title, counts in effects.items() if counts != ONCE} == {}
    assert product.arrivals() == {1}
    assert product.dead() == []


def drained(product: Product) -> float:
    return until(lambda: product.waiting() == 0, DRAINED, "everything is drained")


def test_a_frozen_redis_delays_the_effects_and_nobody_waits(product):
    os.kill(product.valkey_pid, signal.SIGSTOP)
    creates, pages = work(product, "Frozen", 50)
    until(lambda: "relay waits" in product.log("relay"), 15, "the relay notices")
    held_back = product.waiting()
    os.kill(product.valkey_pid, signal.SIGCONT)
    took = drained(product)

    log.info("create p95 %.3f s, page p95 %.3f s, drained %.1f s", p95(creates), p95(pages), took)
    assert_right(creates, pages, "Frozen")
    assert p95(creates) <= 1
    assert p95(pages) <= 1
    assert held_back >= 50
    assert_each_once(product, "Frozen", 50)


def test_a_redis_that_comes_back_empty_loses_nothing(product):
    work(product, "Before", 5)
    os.kill(product.valkey_pid, signal.SIGKILL)
    product.valkey.process.wait()
    creates, pages = work(product, "Without", 20)
    shutil.rmtree(product.valkey.folder / "appendonlydir")
    product.valkey.start()
    took = drained(product)

    log.info("drained %.1f s", took)
    assert_right(creates, pages, "Without")
    assert_each_once(product, "Before", 5)
    assert_each_once(product, "Without", 20)
