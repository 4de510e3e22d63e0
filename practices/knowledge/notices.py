"""How an article's events read in a timeline."""

from svs.extensions import sentence

sentence("article.written", "wrote it")
sentence("article.changed", "changed it")
sentence("article.published", "published it")
sentence("article.retired", "retired it")
