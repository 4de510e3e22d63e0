"""What governance can tell the rest of the house."""

from svs.events.registry import declare

declare("decision.recorded", "decision.reviewed", "policy.adopted", "policy.withdrawn")
