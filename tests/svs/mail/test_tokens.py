"""The token that lets a mail back into its conversation."""

import pytest

from svs.mail import tokens

MINE = "Maria.Jansen@northwind.example"


def test_a_token_reads_back_in_whatever_case_it_returns():
    said = tokens.token("INC-1042", MINE)

    for way in (said, said.upper(), said.title()):
        thread = tokens.reads(way)
        assert thread is not None
        assert thread.ref == "INC-1042"
        assert thread.is_for(MINE)
        assert thread.is_for("maria.jansen@NORTHWIND.example")


def test_a_token_serves_nobody_else():
    thread = tokens.reads(tokens.token("INC-1042", MINE))

    assert thread is not None
    assert not thread.is_for("someone@else.example")


@pytest.mark.parametrize(
    "said",
    [
        "",
        "INC-1042",
        "[INC-1042]",
        "inc-1042-" + "a" * 24,
        "x" * 5000,
        "inc-1042-\u0131" + "a" * 23,
        "inc-1042-\u212a" + "a" * 23,
    ],
)
def test_a_guess_opens_nothing(said):
    assert tokens.reads(said) is None


def test_a_token_of_one_ticket_does_not_open_another():
    said = tokens.token("INC-1042", MINE).replace("1042", "1043")

    assert tokens.reads(said) is None


def test_every_flipped_letter_is_noticed():
    said = tokens.token("INC-1042", MINE)

    for place in range(len("inc-1042-"), len(said)):
        other = "b" if said[place] != "b" else "c"
        assert tokens.reads(said[:place] + other + said[place + 1 :]) is None


def test_a_token_outlives_one_change_of_the_key_and_no_more(settings):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "old" * 20, []
    said = tokens.token("INC-1042", MINE)

    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "new" * 20, ["old" * 20]
    thread = tokens.reads(said)
    assert thread is not None
    assert thread.is_for(MINE)

    settings.SECRET_KEY_FALLBACKS = []
    assert tokens.reads(said) is None


def test_an_address_with_the_longest_ref_fits_before_the_at():
    said = tokens.reply_address("INC-999999999999", MINE, "servicedesk@northwind.example")

    assert len(said.partition("@")[0]) <= 64
    assert tokens.found_in(f"Desk <{said}>")[0].ref == "INC-999999999999"


def test_a_mailbox_with_a_name_too_long_for_a_token_stays_as_it_is():
    box = "service-desk-of-the-whole-company@northwind.example"

    assert tokens.reply_address("INC-999999999999", MINE, box) == box


def test_tokens_are_found_in_headers_of_any_kind():
    root = tokens.root_id("INC-7", MINE)

    found = tokens.found_in(
        "<x@y.example>\r\n " + root, tokens.reply_address("INC-7", MINE, "desk@northwind.example")
    )

    assert [thread.ref for thread in found] == ["INC-7"]
    assert tokens.is_own_id(root)
    assert not tokens.is_own_id("<x@y.example>")
