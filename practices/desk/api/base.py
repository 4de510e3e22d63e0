"""What every viewset of things that hang on one ticket shares."""

from typing import Any

from practices.desk import access
from svs.api.permissions import user_of
from svs.api.views import RoomViewSet
from svs.permissions.access import get_or_404

REF = r"(?P<ref>[A-Z]{2,5}-[0-9]{1,12})"


class OfTicketViewSet(RoomViewSet):
    """Things of one ticket, whatever its kind: `/api/v1/tickets/INC-1042/<things>/`."""

    visible_to = staticmethod(access.visible_to)
    scopes = {"read": "tickets:read", "write": "tickets:write"}

    def ticket(self, verb: str = access.VIEW) -> Any:
        """The ticket of the address, for this verb: 404 unseen, 403 forbidden."""
        user = user_of(self.request)
        seen: Any = access.visible_to(user).select_related("team", "service")
        return get_or_404(user, verb, seen, ref=self.kwargs["ref"])
