"""The errors that operations raise; page and API turn each into the same plain words."""


class RuleViolation(Exception):
    """A rule of the domain forbids this. 409 in the API, a form error or toast on a page."""

    status = 409

    def __init__(self, code: str, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.field = field


class TransitionNotAllowed(RuleViolation):
    """The record's lifecycle has no such move from the state it is in."""

    def __init__(self, verb: str, state: str) -> None:
        words = verb.replace("_", " ")
        super().__init__(
            "transition_not_allowed",
            f"You cannot {words} this while it is {state.replace('_', ' ').lower()}.",
        )
        self.verb = verb
        self.state = state


class StaleVersion(RuleViolation):
    """Somebody changed the record since it was read. 412 in the API."""

    status = 412

    def __init__(self, current: int) -> None:
        super().__init__(
            "stale_version", "Somebody changed this since you opened it. Look at it again."
        )
        self.current = current


class Unusable(RuleViolation):
    """What was sent cannot be taken as it is. 400 in the API."""

    status = 400


class TooLarge(RuleViolation):
    """More than is taken at once. 413 in the API."""

    status = 413


class NoRoom(RuleViolation):
    """There is no room left to keep it. 507 in the API; everything else goes on."""

    status = 507


class Forbidden(Exception):
    """The record is visible, but this person may not do this to it. 403."""

    def __init__(self, message: str = "You may not do this.") -> None:
        super().__init__(message)
        self.message = message
