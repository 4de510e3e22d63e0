"""How decisions read in a timeline."""

from svs.extensions import sentence

sentence("decision.recorded", "decided: {ref}")
sentence("decision.reviewed", "looked at {ref} again")
sentence("policy.adopted", "set the policy {key}")
sentence("policy.withdrawn", "withdrew a change of the policy {key}")
