"""Titles that say the same thing: case, numbers and order of words make no difference, a word or two neither."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from math import sqrt

ALIKE = 0.6  # shared words over all words (Jaccard 1912)
ALIKE_IN_CATEGORY = 0.4  # where both are of one category already
MOST = 2000  # different titles of one service that are compared
_WORD = re.compile(r"[^\W\d_]{2,}")
_SMALL = frozenset(
    [
        "a",
        "an",
        "and",
        "as",
        "at",
        "by",
        "for",
        "from",
        "in",
        "is",
        "it",
        "its",
        "no",
        "not",
        "of",
        "on",
        "or",
        "our",
        "the",
        "to",
        "with",
    ]
)


def words_of(title: str) -> frozenset[str]:
    """The words that matter, without numbers, signs and small words."""
    plain = unicodedata.normalize("NFKD", title.casefold())
    found = frozenset(word for word in _WORD.findall(plain) if word not in _SMALL)
    return found or frozenset(plain.split()[:5])


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one or other else 0.0


def groups(titles: Sequence[tuple[int, str, int | None]]) -> list[list[int]]:
    """(id, title, category) of one service's cases, in groups whose titles say the same; each id in one group.

    The first wording leads, so give the commonest first; a later one joins the group it is most like.
    """
    forms: dict[tuple[frozenset[str], int | None], list[int]] = defaultdict(list)
    for key, title, category in titles:
        forms[words_of(title), category].append(key)
    leaders: list[tuple[frozenset[str], int | None]] = []
    found: list[list[int]] = []
    by_word: dict[str, list[int]] = defaultdict(list)
    for form in list(forms)[:MOST]:
        place = _home(form, leaders, by_word)
        if place is None:
            place = len(leaders)
            leaders.append(form)
            found.append([])
            for word in form[0]:
                by_word[word].append(place)
        found[place] += forms[form]
    return found


def _home(
    form: tuple[frozenset[str], int | None], leaders: Sequence[tuple[frozenset[str], int | None]],
    by_word: dict[str, list[int]],
) -> int | None:  # fmt: skip
    near: Iterable[int] = Counter(p for word in form[0] for p in by_word[word])
    scored = [(likeness(form[0], leaders[p][0]), -p) for p in near if _alike(form, leaders[p])]
    return -max(scored)[1] if scored else None


def _alike(
    one: tuple[frozenset[str], int | None], other: tuple[frozenset[str], int | None]
) -> bool:
    same = one[1] is not None and one[1] == other[1]
    return likeness(one[0], other[0]) >= (ALIKE_IN_CATEGORY if same else ALIKE)


def surely_new(recent: int, usual: float) -> float:
    """How many of these cases are more than usual, at least: two standard deviations of Poisson counts are taken off."""
    return max(0.0, recent - usual - 2 * sqrt(recent + usual))
