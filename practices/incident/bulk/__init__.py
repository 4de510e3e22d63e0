"""A past made up from a seed, for the demo and the benchmarks: written by the same hand as an imported log."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from practices.desk.bulk import write
from practices.incident import states
from practices.incident.bulk.cases import Simulator, World
from practices.incident.bulk.days import DAYS
from practices.incident.bulk.outages import Outages
from practices.incident.models import Incident
from svs.accounts.models import User
from svs.copying import copy_rows
from svs.demo import company
from svs.demo.story import Story
from svs.services.models import Category, Service

USUAL = 6000  # incidents of a past when nobody says how many


def write_past(
    *, tickets: int, seed: int, story: Story, rule: str, until: datetime, say: Callable[[str], None] = lambda words: None
) -> write.Report:  # fmt: skip
    """Write so many incidents into the database, as history: no rule, mail or signal acts on them.

    Projections are told nothing of the single events: who calls counts everything anew afterwards.
    """
    categories = Category.objects.values_list("service__slug", "name", "pk")
    world = World(
        story, dict(Service.objects.values_list("slug", "name")), {(slug, name): pk for slug, name, pk in categories},
        rule, until, ZoneInfo(company.ZONE),
    )  # fmt: skip
    origin = write.Origin(f"past-{seed}", states.INCIDENT, told_by="Demo history", whole=True)
    names = write.Names(dict(User.objects.values_list("name", "pk")))
    report = write.Report()
    outages = Outages(seed, tickets, until, world.zone)
    for batch in write.batches(Simulator(world, seed=seed, tickets=tickets).cases()):
        written = write.write(batch, origin, names, report)
        copy_rows(
            Incident, ("ticket_id", "resolution", "resolution_code", "cause_code"),
            ((pk, *case.details) for pk, case in written),
        )  # fmt: skip
        for pk, case in written:
            outages.look_at(pk, case)
        if report.cases % 20_000 == 0:
            say(f"{report.cases} incidents of the past written")
    outages.write(origin.told_by)
    write.look_anew()
    say(f"{report.cases} incidents of the last {DAYS} days")
    return report
