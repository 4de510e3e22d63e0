"""What the desk does by the clock, and its long work in chunks."""

from datetime import timedelta

from practices.desk.operations import clocks, surveys, words
from svs.events import jobs
from svs.events.models import Job
from svs.events.schedule import every


@every(timedelta(hours=1), job="remind_surveys", queue="mail", offset=timedelta(minutes=20))
def remind_surveys() -> None:
    surveys.remind_surveys()


@every(timedelta(hours=1), job="learn_words", queue="bulk", offset=timedelta(minutes=5))
def learn_words() -> None:
    words.learn_words()


@jobs.kind(clocks.RECOUNT, words="Clocks counted anew")
def recount_clocks(job: Job) -> bool:
    return clocks.recount_chunk(job)
