"""What can be promised, and for which kinds of ticket; the desk registers its kinds here."""

RESPONSE, RESOLUTION = "response", "resolution"
MEASURES = {RESPONSE: "First response", RESOLUTION: "Resolution"}
PRIORITIES = (1, 2, 3, 4)

_kinds: dict[str, str] = {}


def register_kind(key: str, label: str) -> None:
    """A kind of ticket for which times can be promised."""
    _kinds[key] = label


def kinds() -> dict[str, str]:
    """Kinds by key with their labels."""
    return dict(_kinds)
