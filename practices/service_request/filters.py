"""The declared filters of the request list; nothing else can be asked."""

from practices.desk.filters.kind import KindFilter, state_filter
from practices.service_request import states


class RequestFilter(KindFilter):
    """Filter by where a request stands and whose it is."""

    state = state_filter(states.LIFECYCLE)
