"""What is hidden in the demo's past, drawn from its seed: to be found by code that knows nothing of it."""

import random
from dataclasses import dataclass

# service -> pairs of teams that could play its cases to and fro: who sends them, who sends them back
PAIRS = {
    "warehouse-scanners": (("network-operations", "field-services"), ("service-desk", "network-operations")),
    "customer-portal": (("applications", "identity"), ("service-desk", "applications")),
    "payroll": (("finance-systems", "identity"), ("service-desk", "finance-systems")),
    "identity-access": (("service-desk", "identity"), ("identity", "applications")),
    "order-tracking": (("data-integration", "applications"), ("service-desk", "data-integration")),
    "site-connectivity": (("network-operations", "field-services"), ("service-desk", "network-operations")),
    "telephony": (("service-desk", "field-services"), ("field-services", "network-operations")),
    "customs-filing": (("trade-systems", "data-integration"), ("service-desk", "trade-systems")),
}  # fmt: skip
# service, category -> a fault that comes again and again, in the words of different people
FAMILIES = {
    ("warehouse-scanners", "Session"): "Scanner loses its session {where}",
    ("warehouse-scanners", "Label printer"): "Label printer prints half a label {where}",
    ("customer-portal", "Checkout"): "Checkout stops at the last step {where}",
    ("customer-portal", "Invoices"): "Invoice download is empty {where}",
    ("payroll", "Shift bonus"): "Night shift bonus is missing on the payslip {where}",
    ("identity-access", "Second factor"): "Second factor is asked again and again {where}",
    ("identity-access", "Locked account"): "Account is locked after the shift change {where}",
    ("order-tracking", "Truck"): "Truck position stands still {where}",
    ("order-tracking", "Carrier feeds"): "Carrier feed stops after midnight {where}",
    ("site-connectivity", "Coverage"): "Wi-Fi drops at the loading doors {where}",
    ("site-connectivity", "VPN"): "VPN drops every twenty minutes {where}",
    ("telephony", "Recording"): "Calls are not recorded {where}",
    ("customs-filing", "Refused"): "Declaration is refused with code 4711 {where}",
    ("customs-filing", "Upload"): "Upload of papers stops half way {where}",
}
WHERE = (
    "in Rotterdam", "in hall B", "since this morning", "again", "at the Lyon cross-dock", "for the late shift", "in Gdansk",
    "for the third time this week", "in Antwerp", "after the update", "in Bremen", "", "for all of us",
)  # fmt: skip
# service -> the team a rule could hand its incidents to at once
ROUTES = {
    "customer-portal": "applications", "payroll": "finance-systems", "identity-access": "identity",
    "order-tracking": "data-integration", "site-connectivity": "network-operations", "telephony": "field-services",
    "customs-filing": "trade-systems",
}  # fmt: skip


@dataclass(frozen=True)
class PingPong:
    """Two teams play the cases of a service to and fro since some weeks."""

    service: str
    sends: str
    returns: str
    weeks: int
    share: float


@dataclass(frozen=True)
class Recurring:
    """One fault comes back several times a week."""

    service: str
    category: str
    words: str
    weeks: int
    share: float  # of all incidents of these weeks


@dataclass(frozen=True)
class Helped:
    """A rule hands a service's incidents to their team at once; before it they waited at the desk and went astray."""

    service: str
    team: str
    weeks: int
    wait: float  # minutes at the desk before it, median
    astray: float  # share that went to a wrong team first


@dataclass(frozen=True)
class Story:
    """Three things that happened, each on a service of its own."""

    ping_pong: PingPong
    recurring: Recurring
    helped: Helped
    peak: float  # weeks before the end, the middle of the busy season


def of(seed: int) -> Story:
    """The story of a seed, always the same."""
    chance = random.Random(f"story {seed}")  # noqa: S311 -- a made-up past is no secret
    helped = chance.choice(sorted(ROUTES))
    service, category = chance.choice(sorted(key for key in FAMILIES if key[0] != helped))
    pinged = chance.choice(sorted(PAIRS.keys() - {helped, service}))
    sends, returns = chance.choice(PAIRS[pinged])
    return Story(
        PingPong(pinged, sends, returns, chance.randint(6, 9), chance.uniform(0.5, 0.65)),
        Recurring(service, category, FAMILIES[service, category], 8, chance.uniform(0.1, 0.14)),
        Helped(helped, ROUTES[helped], chance.randint(5, 8), chance.uniform(80, 150), chance.uniform(0.35, 0.5)),
        chance.uniform(11, 17),
    )  # fmt: skip
