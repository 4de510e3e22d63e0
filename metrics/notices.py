"""How the events of measures read in a timeline."""

from svs.extensions import sentence

sentence("kpi.proposed", "proposed the measure")
sentence("kpi.changed", "changed the measure")
sentence("kpi.target_set", "set a promise")
sentence("kpi.activated", "put the measure to work")
sentence("kpi.retired", "retired the measure")
sentence("signal.raised", "raised a signal")
sentence("signal.answered", "answered the signal")
sentence("recount.started", "had every number counted anew")
sentence("recount.finished", "counted every number anew; {differed} were not the same")
