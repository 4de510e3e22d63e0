"""Long work of the administration."""

from svs.accounts.operations import imports, teams
from svs.events import jobs
from svs.events.models import Job


@jobs.kind(imports.KIND, words="People from a list", may_cancel=True)
def import_people(job: Job) -> bool:
    """Take in some lines of a list of people."""
    return imports.import_chunk(job)


@jobs.kind("accounts.hand_over_team", words="Tickets of a retired team")
def hand_over_team(job: Job) -> bool:
    """Move some of what a retired team still holds."""
    return teams.hand_over_chunk(job)
