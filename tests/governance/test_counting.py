"""How votes are counted: a result as soon as it is fixed, whatever the order, and never another one after it."""

from itertools import product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from governance.rules.counting import (
    ABSTAIN,
    APPROVE,
    APPROVED,
    MISSING,
    OPEN,
    RECUSE,
    REFUSED,
    REJECT,
    STUCK,
    Said,
    Terms,
    tally,
)

CHOICES = (APPROVE, REJECT, ABSTAIN, RECUSE)
terms = st.builds(
    Terms, majority=st.sampled_from(["first", "all", "share"]), quorum=st.integers(1, 6), share=st.sampled_from([1, 34, 50, 66, 99])
)  # fmt: skip
counted = terms.filter(lambda said: said.majority != "first")
votes = st.lists(st.sampled_from(CHOICES), min_size=1, max_size=6)


def result(said: Terms, choices) -> str:
    return tally(said, [Said(choice) for choice in choices]).result


def spoken(said: Terms, choices) -> str:
    """The rule as somebody would say it, of votes that are all in."""
    yes, no, abstained = (choices.count(one) for one in (APPROVE, REJECT, ABSTAIN))
    if said.majority == "all":
        if no:
            return REFUSED
        return APPROVED if yes >= said.quorum and not abstained else STUCK
    if yes + no + abstained < said.quorum or not yes + no:
        return STUCK
    return APPROVED if yes / (yes + no) > said.share / 100 else REFUSED


@given(counted, st.lists(st.sampled_from((*CHOICES, MISSING)), min_size=1, max_size=5))
@settings(max_examples=300)
def test_a_result_is_given_as_soon_as_every_way_to_go_on_leads_to_it(said, choices):
    left = choices.count(MISSING)
    cast = [choice for choice in choices if choice]
    ends = {spoken(said, [*cast, *rest]) for rest in product(CHOICES, repeat=left)}

    assert result(said, choices) == (ends.pop() if len(ends) == 1 else OPEN)


@given(counted, votes, st.randoms())
@settings(max_examples=500)
def test_the_order_of_votes_changes_nothing_and_nothing_flips(said, choices, random):
    """Each order is played until it is decided: votes that come after are not taken any more."""

    def played(order) -> str:
        for n in range(len(order) + 1):
            now = result(said, [*order[:n], *[MISSING] * (len(order) - n)])
            if now != OPEN:
                assert result(said, order) == now, "it flipped"
                return now
        raise AssertionError("votes that are all in decide something")

    shuffled = random.sample(choices, len(choices))
    assert played(choices) == played(shuffled)


@given(votes)
def test_the_first_who_says_yes_or_no_decides(choices):
    said = Terms("first")
    decisive = next((choice for choice in choices if choice in (APPROVE, REJECT)), None)
    until = choices[: choices.index(decisive) + 1] if decisive else choices

    expected = {APPROVE: APPROVED, REJECT: REFUSED, None: STUCK}[decisive]
    assert result(said, [*until, *[MISSING] * (len(choices) - len(until))]) == expected


@given(terms, votes, st.sampled_from((APPROVE, REJECT)))
def test_whoever_has_the_word_decides_alone(said, choices, word):
    seats = [Said(choice) for choice in choices]
    assume(tally(said, seats).result in (OPEN, STUCK))

    found = tally(said, [*seats, Said(word, alone=True, is_extra=True)])

    assert found.result == (APPROVED if word == APPROVE else REFUSED)


@given(terms, votes)
def test_while_somebody_has_the_word_nothing_is_stuck(said, choices):
    together = [Said(choice) for choice in choices]
    found = tally(said, [*together, Said(alone=True, is_extra=True)])

    assert found.result == (OPEN if tally(said, together).result == STUCK else tally(said, together).result)  # fmt: skip


@pytest.mark.parametrize(("cast", "needed"), [("", 3), ("a", 2), ("aa", 1), ("ar", 2), ("ab", 2), ("arr", 2), ("axx", 2), ("arrb", None)])  # fmt: skip
def test_so_many_more_approvals_fix_it(cast, needed):
    """Five seats, three of whom must vote, more than half of those for and against."""
    letters = {"a": APPROVE, "r": REJECT, "b": ABSTAIN, "x": RECUSE}
    choices = [letters[one] for one in cast] + [MISSING] * (5 - len(cast))

    found = tally(Terms("share", 3, 50), [Said(choice) for choice in choices])

    assert found.needed == needed


def test_a_quorum_that_recusals_make_impossible_is_no_answer():
    assert result(Terms("share", 3, 50), [RECUSE, RECUSE, RECUSE, MISSING, MISSING]) == STUCK
    assert result(Terms("share", 3, 50), [RECUSE, RECUSE, MISSING, MISSING, MISSING]) == OPEN
