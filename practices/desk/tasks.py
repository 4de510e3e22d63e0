"""What the desk does by the clock, and its long work in chunks."""

from datetime import timedelta

from django.utils import timezone

from practices.desk.operations import (
    checking,
    clocks,
    files,
    renewing,
    surveys,
    talk,
    viewing,
    warnings,
    words,
)
from svs.events import jobs
from svs.events.models import Job
from svs.events.schedule import every, whenever


@every(timedelta(hours=1), job="remind_surveys", queue="mail", offset=timedelta(minutes=20))
def remind_surveys() -> None:
    surveys.remind_surveys()


@every(timedelta(hours=1), job="learn_words", queue="bulk", offset=timedelta(minutes=5))
def learn_words() -> None:
    words.learn_words()


@whenever(talk.is_due, job="release_replies")
def release_replies() -> None:
    talk.release_due()


@every(timedelta(days=1), job="forget_viewing", queue="bulk", offset=timedelta(minutes=50))
def forget_viewing() -> None:
    viewing.forget_old()


@every(timedelta(minutes=10), job="sweep_files", queue="bulk", offset=timedelta(minutes=4))
def sweep_files() -> None:
    """One shelf of 256 each time: every two days all are looked at."""
    files.sweep_files(int(timezone.now().timestamp() // 600) % 256)


@jobs.kind(files.JUDGE, words="A file looked at")
def judge_file(job: Job) -> bool:
    return files.judge_chunk(job)


@jobs.kind(clocks.RECOUNT, words="Clocks counted anew")
def recount_clocks(job: Job) -> bool:
    return clocks.recount_chunk(job)


@whenever(warnings.is_due, job="desk.tell_crossed", queue="rules")
def tell_crossed() -> None:
    warnings.tell_crossed()


@jobs.kind(renewing.RENEW, words="Promises renewed for open tickets")
def renew_promises(job: Job) -> bool:
    return renewing.renew_chunk(job)


@every(
    timedelta(days=1), job="desk.check_clocks", queue="bulk", offset=timedelta(hours=3, minutes=10)
)
def check_clocks() -> None:
    checking.ask_for_check()


@jobs.kind(checking.CHECK, words="Clocks recomputed", says=checking.says)
def check_the_clocks(job: Job) -> bool:
    return checking.check_chunk(job)
