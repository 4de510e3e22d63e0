"""How the events of services and outcomes read in the audit."""

from svs.extensions import sentence

sentence("service.created", "added the service")
sentence("service.changed", "changed the service")
sentence("outcome.created", "added the outcome")
sentence("outcome.changed", "changed the outcome")
sentence("outcome.retired", "retired the outcome")
