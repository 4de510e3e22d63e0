"""Long work of automation in chunks, and what it does by the clock."""

from datetime import timedelta

from practices.automation import operations
from svs.events import jobs
from svs.events.models import Job
from svs.events.schedule import every


@jobs.kind("automation.dry_run", words="Dry run of a rule")
def dry_run(job: Job) -> bool:
    return operations.dry_run_chunk(job)


@every(timedelta(minutes=1), job="ask_rules_on_time", queue="rules")
def ask_rules_on_time() -> None:
    operations.ask_on_time()


@every(timedelta(days=1), job="forget_crossings", queue="bulk", offset=timedelta(hours=2))
def forget_crossings() -> None:
    operations.forget_crossings()


@every(timedelta(hours=1), job="measure_rules", queue="bulk", offset=timedelta(minutes=35))
def measure_rules() -> None:
    operations.measure_effects()
