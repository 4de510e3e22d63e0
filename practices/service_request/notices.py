"""How a request's events read in a timeline."""

from typing import Any

from practices.desk.notices import sentences_of_kind
from svs.extensions import notice_kind, sentence


def _asked(data: dict[str, Any]) -> str:
    return f"asked {data['names'].get(data.get('approver_id'), 'somebody')} to approve it"


sentences_of_kind("request", "fulfilled", "fulfilled it")
sentence("request.approval_asked", _asked)
sentence("request.approved", "approved it")
sentence("request.refused", "refused it")
sentence("request.cancelled", "cancelled it")

# By mail they are asked in any case: without their yes it stands still.
notice_kind(
    "request.approval",
    "{who} asks you to approve it",
    choice="Somebody asks for my approval",
    group="Requests",
    leads="/approvals/{ref}/",
)
