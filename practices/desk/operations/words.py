"""The words that search knows, so that a mistyped one finds what was meant."""

from django.db import connection

# The texts that the words of the box are read from, newest 20,000 an hour.
_LEARN = """
insert into desk_searchword (word, seen)
select word, ndoc from ts_stat('select words from desk_text order by id desc limit ' || %s::int)
where length(word) between 3 and 60 and word !~ '[0-9]'
on conflict (word) do update set seen = greatest(desk_searchword.seen, excluded.seen)
"""


def learn_words(texts: int = 20_000) -> int:
    """Learn the words of the newest texts, so that what is mistyped finds them; returns how many were written."""
    with connection.cursor() as cursor:
        cursor.execute(_LEARN, [texts])
        return int(cursor.rowcount)
