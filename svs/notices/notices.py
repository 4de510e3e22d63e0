"""How its events read."""

from svs.extensions import sentence

sentence("notices.chosen", "chose what to be told of")
