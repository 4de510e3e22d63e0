"""What items can tell the rest of the house."""

from svs.events.registry import declare

declare("item.created", "item.changed", "item.retired", "item.imported")
