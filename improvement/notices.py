"""How an improvement's events read in a timeline."""

from svs.extensions import sentence

sentence("improvement.raised", "raised {ref}")
sentence("improvement.changed", "changed {ref}")
sentence("improvement.started", "started {ref}")
sentence("improvement.finished", "finished {ref}")
sentence("improvement.dropped", "dropped {ref}")
