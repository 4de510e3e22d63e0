"""What people write into rules: places are filled once, patterns never explode, nothing is ever evaluated."""

import time

import pytest

from practices.automation import rules
from practices.automation.rules import patterns, text
from practices.desk import queries as desk
from practices.incident import operations as incidents
from tests.practices.automation.conftest import work

HOSTILE = [
    "{{ settings.SECRET_KEY }}", "{{7*7}}", "{% load static %}", "${7*7}", "${title}", "{{title}}",
    "javascript:alert(1)", "<j:jelly xmlns:j='jelly'/>", "%(title)s", "{ title }", "{}",
]  # fmt: skip
VALUES = {"title": "Scanner freezes", "ref": "INC-1", "requester": "Joost"}


@pytest.mark.parametrize("payload", HOSTILE)
def test_other_peoples_languages_stay_as_they_are(payload):
    assert text.render(payload, VALUES) == payload
    assert text.fault(payload) == ""


@pytest.mark.parametrize(
    "payload",
    [
        "{0.__class__}",
        "{title.__class__}",
        "{password}",
        "{title!r}",
        "{title:>99999999}",
        "#{7*7}",
    ],
)
def test_a_place_that_is_not_known_is_refused_in_words_and_would_stay_literal(payload):
    assert "is not known here. There are {ref}" in text.fault(payload)
    assert text.render(payload, VALUES) == payload


@pytest.mark.parametrize("payload", ["{ref}", "{requester}", "{0.__class__}", *HOSTILE])
def test_what_a_ticket_says_is_put_in_once_and_never_read_again(payload):
    assert text.render("{title} by {requester}", {**VALUES, "title": payload}) == f"{payload} by Joost"  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(
    "payload", ["{{7*7}}", "{requester}", "{% load %}", "<script>alert(1)</script>"]
)
def test_a_reply_of_a_rule_says_what_the_ticket_says_literally(
    write, by_agent, scanners, requester, client, payload
):
    write(actions=[{"action": "reply", "text": "{requester}, we read “{title}”."}])
    ticket = incidents.log_incident(actor=by_agent, title=payload, service_id=scanners.pk, requester=requester)  # fmt: skip

    work()

    (told,) = [turn["message"] for turn in desk.conversation(requester, ticket).turns if "message" in turn]  # fmt: skip
    assert (told["body"], told["is_internal"]) == (f"Joost Verhagen, we read “{payload}”.", False)


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        (r"(a)\1", "looks back"),
        ("a" * 5000, "at most 200 characters"),
        ("(?=x)y", "not a pattern"),
        ("(", "not a pattern"),
        ("(?:a{0,100}){20}", "is not a pattern|repeats too much"),
        ("\ud800", "broken character"),
    ],
)
def test_a_pattern_that_cannot_be_used_is_refused_in_words(pattern, words):
    said = patterns.fault(pattern)

    assert any(part in said for part in words.split("|"))
    assert patterns.matches(pattern[:200], "anything") in (False, True)


@pytest.mark.parametrize(
    "pattern", ["(a+)+$", "(a|a)*$", "(.*)*x", "[ab]*a[ab]{100}c", "a.{0,150}c"]
)
@pytest.mark.parametrize("subject", ["a" * 100_000 + "!", "ab" * 50_000, "ä" * 100_000])
def test_no_pattern_takes_long_on_a_long_text(pattern, subject):
    assert patterns.fault(pattern) == ""
    patterns.matches(pattern, "warm")

    began = time.process_time()
    patterns.matches(pattern, subject)

    assert time.process_time() - began <= 0.05


def test_a_pattern_asks_title_and_description_whatever_their_case():
    facts = rules.Facts(
        title="Scanner FREEZES", service=None, team=None, assignee=None, priority=3, channel="phone", state="NEW",
        department="", tags=(), description="since firmware 8.4",
    )  # fmt: skip
    asked = [("title", "matches", r"freez\w+$"), ("text", "matches", r"firmware \d"), ("title", "matches_not", "firmware"),
             ("description", "contains", ["printer", "FIRMWARE"]), ("text", "contains_not", ["printer", "dock"])]  # fmt: skip

    assert all(rules.Condition(*one).holds(facts) for one in asked)
