"""Processes die at the worst moment, messages come twice and in disorder: every promise is kept, every effect happens once."""

import json
import logging
import os
import random
import signal
import threading
import time
from pathlib import Path

import pytest
import redis

from svs.celery import app
from svs.launcher.supervisor import Child
from tests.chaos.ledger.apps import POISON
from tests.chaos.product import ONCE, Product, until

pytestmark = pytest.mark.chaos
log = logging.getLogger("chaos")
LEASE = 120  # seconds after which whatever a dead worker held must have been done by another


def child(product: Product, name: str) -> Child:
    return next(c for c in product.children if c.name == name)


def kill(one: Child) -> None:
    assert one.process is not None
    os.killpg(one.process.pid, signal.SIGKILL)
    one.process.wait()


def restart(product: Product, name: str, **more: str) -> None:
    """As the launcher does when a process ended."""
    kill(child(product, name))
    child(product, name).start({**product.env, **more}, product.home / "logs")


def assert_each_once(product: Product, titles: list[str]) -> None:
    until(lambda: product.waiting() == 0, 90, "everything is drained")
    effects = product.effects()
    assert dict.fromkeys(titles, ONCE).items() <= effects.items()


def test_a_pool_child_killed_in_the_middle_of_an_effect_100_times_does_each_once(product):
    mark = Path(product.home) / "kill-child"
    restart(product, "worker", SVS_FAILPOINT=f"after_effect:{mark}")
    titles, killed = [], 0
    for n in range(100):
        titles.append(f"Child {n}")
        mark.touch()
        assert product.api.create(titles[-1]).status == 201
        until(lambda: not mark.exists(), 20, "a child is killed")
        killed += 1
    restart(product, "worker")

    assert killed == 100
    assert_each_once(product, titles)


def test_a_whole_worker_killed_loses_nothing_and_another_takes_over_within_the_lease(product):
    titles = [f"Group {n}" for n in range(40)]
    writing = threading.Thread(target=lambda: [product.api.create(t) for t in titles])
    writing.start()
    time.sleep(random.uniform(0.2, 0.6))
    kill(child(product, "worker"))
    writing.join()
    killed_at = time.monotonic()
    child(product, "worker").start(product.env, product.home / "logs")

    assert_each_once(product, titles)
    assert time.monotonic() - killed_at <= LEASE


@pytest.mark.parametrize("point", ["before_commit", "after_commit"])
def test_a_web_killed_in_a_request_leaves_all_or_nothing_and_a_repeat_finds_the_same(
    product, point
):
    mark = Path(product.home) / f"kill-{point}"
    restart(product, "web", SVS_FAILPOINT=f"{point}:{mark}")
    until(product.is_ready, 30, "the web answers")
    titles = [f"Web {point} {n}" for n in range(10)]
    for title in titles:
        mark.touch()
        with pytest.raises(OSError):  # noqa: PT011 -- however the connection breaks
            product.api.create(title)
        stood = product.rows(f"select count(*) from desk_ticket where title = '{title}'")[0][0]
        assert stood == (point == "after_commit")
        until(product.is_ready, 30, "the web forked another worker")
        assert product.api.create(title).status == 201
    restart(product, "web")
    until(product.is_ready, 30, "the web answers")

    assert_each_once(product, titles)


def test_a_relay_killed_between_telling_and_remembering_100_times_repeats_messages_and_no_effect(
    product,
):
    mark, titles = Path(product.home) / "kill-relay", []
    for n in range(100):
        titles.append(f"Relay {n}")
        mark.touch()
        restart(product, "relay", SVS_FAILPOINT=f"after_wake:{mark}")
        assert product.api.create(titles[-1]).status == 201
        until(lambda: not mark.exists(), 20, "the relay is killed")
    restart(product, "relay")

    assert_each_once(product, titles)


def test_messages_that_come_three_times_in_disorder_do_each_effect_once(product):
    over = threading.Event()

    def repeat() -> None:
        with app.connection_for_write(product.valkey.url) as broker:
            while not over.is_set():
                names = [name for name in ("chaos.ledger", "automation.rules", "metrics.cells") for _ in range(3)]  # fmt: skip
                random.shuffle(names)
                for name in names:
                    app.send_task("svs.drain", kwargs={"consumer": name}, queue="critical", connection=broker)  # fmt: skip
                time.sleep(0.05)

    teller = threading.Thread(target=repeat)
    teller.start()
    titles = [f"Thrice {n}" for n in range(40)]
    for title in titles:
        ref = json.loads(product.api.create(title).text)["ref"]
        product.api.send(f"/api/v1/incidents/{ref}/hold/", b'{"cause": "vendor"}')
        product.api.send(f"/api/v1/incidents/{ref}/resume/", b"{}")
    over.set()
    teller.join()

    assert_each_once(product, titles)
    waiting = product.rows("select count(*) from desk_ticket where title like 'Thrice%' and phase <> 'QUEUED'")  # fmt: skip
    assert waiting == [(0,)]


def test_a_poisonous_event_is_parked_after_five_attempts_and_the_queue_moves_on(product):
    product.api.create(f"{POISON} apple")
    good = [f"Beside {n}" for n in range(10)]
    for title in good:
        product.api.create(title)
    parked = "select attempts from events_delivery where parked_at is not null"
    until(lambda: product.rows(parked) != [], 90, "the poison is parked")

    assert product.rows(parked) == [(5,)]
    assert dict.fromkeys(good, ONCE).items() <= product.effects().items()
    with product.write() as cursor:
        cursor.execute("delete from events_delivery where parked_at is not null")
    assert_each_once(product, good)


def test_what_nobody_can_read_and_a_task_nobody_knows_stop_the_queue_for_a_moment_only(product):
    """An unreadable message ends the worker (Kombu), and is gone with it; the launcher starts another."""
    with app.connection_for_write(product.valkey.url) as broker:
        app.send_task("svs.nobody_knows", queue="critical", connection=broker)
    redis.Redis.from_url(product.valkey.url).lpush("critical", b"\x00 not a message")
    until(lambda: "worker" in product.dead(), 60, "the worker gives up")
    child(product, "worker").start(product.env, product.home / "logs")
    titles = [f"After garbage {n}" for n in range(5)]
    for title in titles:
        product.api.create(title)

    assert_each_once(product, titles)


def test_an_event_with_a_lower_number_that_commits_later_is_not_skipped(product):
    with product.write() as early:
        early.execute(
            "with e as (insert into events_domainevent (name, occurred_at, subject_type, subject_id, actor_kind, data)"
            f" values ('incident.logged', now(), 'ticket', (select min(id) from desk_ticket where title not like '{POISON}%'), 'system', '{{}}') returning id)"
            " insert into events_delivery (event_id, consumer, subject_type, subject_id)"
            " select id, 'chaos.ledger', 'gap', 1 from e returning event_id"
        )
        (low,) = early.fetchone()
        product.api.create("Overtaker")
        until(lambda: product.effects().get("Overtaker") == ONCE, 30, "the later one is done")
        assert product.rows(f"select count(*) from chaos_ledger where event_id = {low}") == [(0,)]

    until(
        lambda: product.rows(f"select count(*) from chaos_ledger where event_id = {low}") == [(1,)],
        30, "the earlier one is done too",
    )  # fmt: skip


def test_two_beats_at_once_and_then_none_run_each_job_once_a_moment(product):
    second = Child("beat-2", child(product, "beat").command)
    second.start(product.env, product.home / "logs")
    time.sleep(3)
    kill(second)
    twice = "select job, due_at from events_scheduledrun group by 1, 2 having count(*) > 1"

    assert product.rows(twice) == []
    kill(child(product, "beat"))
    with product.write() as cursor:
        cursor.execute(
            "update events_scheduledrun set due_at = due_at - interval '30 minutes', done_at = now()"
        )
        cursor.execute("select job, count(*) from events_scheduledrun group by 1")
        before = dict(cursor.fetchall())
    time.sleep(2)
    child(product, "beat").start(product.env, product.home / "logs")
    runs = "select job, count(*) from events_scheduledrun group by 1"
    until(lambda: sum(dict(product.rows(runs)).values()) > sum(before.values()), 30, "beat ticks")
    time.sleep(2)
    after = dict(product.rows(runs))

    assert all(
        after[job] - before.get(job, 0) <= 2 for job in after
    )  # one to catch up, one that fell due meanwhile
