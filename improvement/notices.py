"""How the events of improvements and trials read in a timeline."""

from svs.extensions import sentence

sentence("improvement.raised", "raised {ref}")
sentence("improvement.changed", "changed {ref}")
sentence("improvement.assessed", "assessed {ref}: impact {impact}, effort {effort}, risk {risk}")
sentence("improvement.verdict_given", "gave the verdict on {ref}")
sentence("improvement.closed", "closed {ref}")
sentence("improvement.dropped", "dropped {ref}")
sentence("trial.started", "started trial {number} of {ref} on {n} cases before, until {ends_on}")
sentence("trial.extended", "extended trial {number} from {was} to {ends_on}")
sentence("trial.ended", "ended trial {number}; the verdict is due by {verdict_due}")
sentence("trial.kept", "kept what trial {number} of {ref} tried")
sentence("trial.adapted", "adapted what trial {number} of {ref} tried")
sentence("trial.discarded", "discarded what trial {number} of {ref} tried")
sentence("improvement.started", "started {ref}")
sentence("improvement.finished", "finished {ref}")
