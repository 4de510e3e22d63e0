"""What articles can tell the rest of the house."""

from svs.events.registry import declare

declare("article.written", "article.changed", "article.published", "article.retired")
