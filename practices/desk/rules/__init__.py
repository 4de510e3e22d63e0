"""What holds for asking the requester how it went."""

from datetime import datetime, timedelta

SURVEY_LASTS = timedelta(days=30)
SCORES = {5: "Very good", 4: "Good", 3: "All right", 2: "Not good", 1: "Bad"}


def survey_is_over(asked_at: datetime, now: datetime) -> bool:
    return now - asked_at > SURVEY_LASTS
