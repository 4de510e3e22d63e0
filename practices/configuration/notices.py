"""How an item's events read in a timeline."""

from svs.extensions import sentence

sentence("item.created", "added it")
sentence("item.changed", "changed it")
sentence("item.retired", "retired it")
