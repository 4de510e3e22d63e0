"""How a request's events read in a timeline."""

from typing import Any

from practices.desk.notices import sentences_of_kind
from svs.extensions import sentence


def _asked(data: dict[str, Any]) -> str:
    if not data.get("approver_id"):
        return "asked for approval"
    return f"asked {data['names'].get(data['approver_id'], 'somebody')} to approve it"


sentences_of_kind("request", "fulfilled", "fulfilled it")
sentence("request.approval_asked", _asked)
sentence("request.approved", "approved it")
sentence("request.refused", "refused it")
sentence("request.cancelled", "cancelled it")
