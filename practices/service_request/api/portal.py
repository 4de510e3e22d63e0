"""Asking for something, for programs that act for whoever asks."""

from practices.desk.api import asking
from practices.service_request.operations import portal as operations


@asking.described(
    "Ask for something for yourself, as on the portal; the desk says how urgent it is and who delivers it."
)
class AskViewSet(asking.AskViewSet):
    """Ask for something."""

    ask = staticmethod(operations.ask_for)
