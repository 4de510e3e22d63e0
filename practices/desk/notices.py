"""How the desk's own events read in a timeline."""

from svs.extensions import sentence

sentence("survey.asked", "asked how it went")
sentence("survey.reminded", "asked again how it went")
sentence("survey.answered", "said how it went: {score} of 5")
