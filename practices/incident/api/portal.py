"""What people do for themselves, for programs that act for them."""

from practices.desk.api import asking
from practices.incident.operations import portal as operations


@asking.described("Ask for help for yourself, as on the portal; the desk judges impact, urgency and team.")  # fmt: skip
class HelpViewSet(asking.AskViewSet):
    """Ask for help."""

    ask = staticmethod(operations.ask_for_help)
