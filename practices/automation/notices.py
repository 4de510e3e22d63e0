"""How the events of rules read in a timeline."""

from svs.extensions import sentence

sentence("rule.created", "wrote the rule")
sentence("rule.changed", "changed the rule")
sentence("rule.dry_run", "ran it dry")
sentence("rule.enabled", "enabled it")
sentence("rule.disabled", "disabled it")
sentence("rule.stopped", "held a rule back")
sentence("rule.failed", "could not do what a rule says")
sentence("rule.undone", "undid what a rule did")
