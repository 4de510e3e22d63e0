"""What the desk does by the clock."""

from datetime import timedelta

from practices.desk.operations import surveys
from svs.events.schedule import every


@every(timedelta(hours=1), job="remind_surveys", queue="mail", offset=timedelta(minutes=20))
def remind_surveys() -> None:
    surveys.remind_surveys()
