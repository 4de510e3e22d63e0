"""How the events of improvements and trials read in a timeline."""

from collections.abc import Callable
from datetime import date
from typing import Any

from svs.extensions import sentence


def _days(words: str, *names: str) -> Callable[[dict[str, Any]], str]:
    """A sentence that names days."""

    def said(data: dict[str, Any]) -> str:
        told = words
        for name, value in data.items():
            if name in names:
                found = date.fromisoformat(str(value))
                value = f"{found.day} {found:%b %Y}"
            told = told.replace("{" + name + "}", str(value))
        return told

    return said


sentence("improvement.raised", "raised {ref}")
sentence("improvement.changed", "changed {ref}")
sentence("improvement.assessed", "assessed {ref}: impact {impact}, effort {effort}, risk {risk}")
sentence("improvement.verdict_given", "gave the verdict on {ref}")
sentence("improvement.closed", "closed {ref}")
sentence("improvement.dropped", "dropped {ref}")
sentence(
    "trial.started",
    _days("started trial {number} of {ref} on {n} cases before, until {ends_on}", "ends_on"),
)
sentence(
    "trial.extended", _days("extended trial {number} from {was} to {ends_on}", "was", "ends_on")
)
sentence(
    "trial.ended", _days("ended trial {number}; the verdict is due by {verdict_due}", "verdict_due")
)
sentence("trial.kept", "kept what trial {number} of {ref} tried")
sentence("trial.adapted", "adapted what trial {number} of {ref} tried")
sentence("trial.discarded", "discarded what trial {number} of {ref} tried")
sentence("improvement.started", "started {ref}")
sentence("improvement.finished", "finished {ref}")
