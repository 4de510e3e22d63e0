"""What happens to incidents by itself when its moment has come."""

from practices.desk.operations import timed
from practices.incident.knobs import CLOSE_AFTER_DAYS
from svs.knobs import registry as knobs


def wake_incidents() -> int:
    """Go on with every incident whose wait ends by now; returns how many. Emits incident.resumed by the system."""
    return timed.wake("incident")


def close_restored_incidents() -> int:
    """Close what was restored so many days ago that nobody will come back; returns how many. Emits incident.closed by the system."""
    return timed.close_done("incident", knobs.value(CLOSE_AFTER_DAYS.key))
