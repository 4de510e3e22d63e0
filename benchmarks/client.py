"""A client that keeps its connection, in one or several threads."""

import http.client
import json
import statistics
import threading
import time
from collections.abc import Callable
from typing import Any

Send = Callable[[http.client.HTTPConnection, int], None]


def get(path: str, headers: dict[str, str], expect: int = 200) -> Send:
    """Read an address; any other status ends the run."""

    def send(connection: http.client.HTTPConnection, _: int) -> None:
        connection.request("GET", path, headers=headers)
        _check(connection, expect, path)

    return send


def turning(path: str, words: list[str], headers: dict[str, str]) -> Send:
    """Read an address with another word each time, so that no answer is warm by the one before."""
    sends = [get(path.format(word=word), headers) for word in words]
    return lambda connection, n: sends[n % len(sends)](connection, n)


def each(sends: list[Send]) -> Send:
    """A page with all that it fetches once it stands, one after the other."""

    def send(connection: http.client.HTTPConnection, n: int) -> None:
        for one in sends:
            one(connection, n)

    return send


def post(
    path: str, headers: dict[str, str], body: Callable[[int], dict[str, Any]], key: str = ""
) -> Send:
    """Create something; `key` makes an Idempotency-Key that is never used twice."""

    def send(connection: http.client.HTTPConnection, n: int) -> None:
        more = {"Idempotency-Key": f"{key}-{n}-{time.monotonic_ns()}"} if key else {}
        text = json.dumps(body(n))
        connection.request(
            "POST", path, text, {**headers, "Content-Type": "application/json", **more}
        )
        _check(connection, 201, path)

    return send


def patch(path: str, headers: dict[str, str], body: Callable[[int], dict[str, Any]]) -> Send:
    """Change something, each time with the ETag of the change before."""
    known = {"If-Match": ""}

    def send(connection: http.client.HTTPConnection, n: int) -> None:
        if not known["If-Match"]:
            connection.request("GET", path, headers=headers)
            known["If-Match"] = _check(connection, 200, path)["ETag"]
        text = json.dumps(body(time.monotonic_ns()))
        connection.request("PATCH", path, text, {**headers, **known, "Content-Type": "application/json"})  # fmt: skip
        known["If-Match"] = _check(connection, 200, path)["ETag"]

    return send


def _check(
    connection: http.client.HTTPConnection, expect: int, path: str
) -> http.client.HTTPMessage:
    answer = connection.getresponse()
    text = answer.read()
    if answer.status != expect:
        raise SystemExit(f"{path} answered {answer.status}: {text[:400]!r}")
    return answer.headers


def p50(port: int, send: Send, times: int) -> float:
    """Milliseconds of the median request of one client."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    taken = []
    for n in range(times + 5):
        start = time.perf_counter()
        send(connection, n)
        taken.append((time.perf_counter() - start) * 1000)
    connection.close()
    return statistics.median(taken[5:])


def rate(port: int, send: Send, seconds: float, clients: int = 4) -> float:
    """Requests a second of several clients at once."""
    done = [0] * clients
    stop = time.monotonic() + seconds

    def work(me: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        while time.monotonic() < stop:
            send(connection, me)
            done[me] += 1
        connection.close()

    threads = [threading.Thread(target=work, args=(n,)) for n in range(clients)]
    start = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done) / (time.monotonic() - start)
