"""What happens to requests by itself when its moment has come."""

from practices.desk.operations import timed
from practices.service_request.knobs import CLOSE_AFTER_DAYS
from svs.knobs import registry as knobs


def wake_requests() -> int:
    """Go on with every request whose wait ends by now; returns how many. Emits request.resumed by the system."""
    return timed.wake("request")


def close_fulfilled_requests() -> int:
    """Close what was fulfilled so many days ago that nobody will come back; returns how many. Emits request.closed by the system."""
    return timed.close_done("request", knobs.value(CLOSE_AFTER_DAYS.key))
