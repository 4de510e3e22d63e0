"""How decisions read in a timeline."""

from svs.extensions import sentence

sentence("decision.recorded", "decided: {ref}")
sentence("decision.reviewed", "looked at {ref} again")
