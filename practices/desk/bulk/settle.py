"""After much came in at once."""

from django.db import connection


def settle() -> None:
    """Have the database look at what came in, so that it finds its way through it; it would by itself, but minutes later."""
    with connection.cursor() as cursor:
        cursor.execute("analyze desk_ticket, desk_stretch, desk_survey")
