"""Redis as Celery speaks to it, with one hole closed: a worker outlives a broker that goes away beneath it.

What a task says after its connection was lost (done, or give it back) asked a connection that is no more, and the
AttributeError that came of it ended the whole worker. It is a connection error, and kombu knows what to do with those.
Nothing hangs on such a message: the relay says again what still waits.
"""

from typing import Any

from kombu.transport import TRANSPORT_ALIASES, redis


class Channel(redis.Channel):
    """A channel that says so when its connection is gone."""

    def _connparams(self, *args: Any, **kwargs: Any) -> Any:
        if getattr(self.connection, "client", None) is None:
            raise ConnectionResetError("The connection to the broker is closed.")
        return super()._connparams(*args, **kwargs)  # type: ignore[misc]  # its stubs leave it out


class Transport(redis.Transport):
    Channel = Channel


TRANSPORT_ALIASES |= dict.fromkeys(("redis", "rediss"), f"{__name__}:Transport")
