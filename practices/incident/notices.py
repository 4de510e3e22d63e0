"""How an incident's events read in a timeline."""

from typing import Any

from practices.desk.notices import sentences_of_kind
from svs.extensions import sentence


def _resolved(data: dict[str, Any]) -> str:
    return "resolved it with its parent" if "parent_id" in data else "resolved it"


sentences_of_kind("incident", "resolved", _resolved)
sentence("incident.made_child", "linked it as parent and child")
sentence("incident.taken_out", "took parent and child apart")
sentence("outage.opened", "said that the service is down")
sentence("outage.changed", "put the outage right")
sentence("outage.closed", "said that the service is up again")
sentence("outage.cancelled", "cancelled the planned outage")
