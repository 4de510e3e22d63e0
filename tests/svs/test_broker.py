"""A broker that goes away beneath a worker is an error of the connection, never the end of the worker."""

import contextlib
import logging
import signal

import pytest
from kombu import Consumer, Exchange, Producer, Queue

from svs.celery import app
from svs.embedded import Valkey

WORK = Queue("work")
NEWS = Queue("news", Exchange("news", type="fanout"), auto_delete=True)


@pytest.fixture
def valkey(tmp_path):
    made = Valkey(tmp_path)
    made.start()
    yield made
    made.stop()


def test_what_is_said_after_the_broker_went_is_an_error_of_the_connection(valkey, caplog):
    taken = []
    worker = app.connection_for_read(valkey.url)
    Producer(worker.default_channel).publish("wake up", routing_key=WORK.name, declare=[WORK])
    Consumer(worker.default_channel, [WORK], callbacks=[lambda _, m: taken.append(m)]).consume()
    worker.drain_events(timeout=5)
    Consumer(worker.channel(), [NEWS], callbacks=[print]).consume()  # as workers hear of each other
    with contextlib.suppress(TimeoutError):
        worker.drain_events(timeout=0.5)  # it waits for more
    errors = worker.connection_errors
    valkey.process.send_signal(signal.SIGKILL)
    valkey.process.wait()

    worker.collect(socket_timeout=1)  # as Celery takes leave of a connection that was lost
    worker.close()
    (message,) = taken
    message.ack_log_error(logging.getLogger("worker"), errors)

    assert not message.acknowledged
    assert "The connection to the broker is closed." in caplog.text
