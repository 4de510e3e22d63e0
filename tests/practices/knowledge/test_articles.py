"""What is written down once, is offered where the same is asked again, and reaches only those it is meant for."""

import time

import pytest

from practices.desk.models import SolvedWith
from practices.incident import operations as incidents
from practices.knowledge import operations, rules, states
from practices.knowledge.models import Article
from svs.accounts.models import Role
from svs.errors import RuleViolation, StaleVersion, TransitionNotAllowed
from svs.events.models import DomainEvent
from svs.services.models import Service
from tests.conftest import api_as, make_person

pytestmark = pytest.mark.django_db
URL = "/api/v1/articles/"


@pytest.fixture
def lead(service_desk):
    return make_person("Lea Lead", Role.AGENT, Role.TEAM_LEAD, team=service_desk)


@pytest.fixture
def write(by_agent):
    def make(title="Second factor is asked again", body="Set the **time** of the phone.", *, out=True, **more):  # fmt: skip
        article = operations.write_article(actor=by_agent, title=title, body=body, **more)
        return operations.publish_article(article=article, actor=by_agent) if out else article

    return make


@pytest.fixture
def ticket(by_agent, requester, scanners):
    return incidents.log_incident(actor=by_agent, title="Second factor asked twice", requester=requester, service_id=scanners.pk)  # fmt: skip


def test_an_article_is_written_changed_published_and_retired_on_pages(client, lead):
    client.force_login(lead)
    said = {"title": "How?", "body": "So.", "audience": "public"}

    made = client.post("/knowledge/new/", said)
    article = Article.objects.get()
    assert made["Location"] == article.get_absolute_url()
    edited = client.post(f"{made['Location']}edit/", {**said, "body": "Thus.", "version": 1})
    client.post(f"{made['Location']}publish/")
    client.post(f"{made['Location']}retire/")

    article.refresh_from_db()
    assert edited.status_code == 302
    assert (article.body, article.state, article.version) == ("Thus.", states.RETIRED, 4)
    names = list(DomainEvent.objects.order_by("id").values_list("name", flat=True))
    assert names == ["article.written", "article.changed", "article.published", "article.retired"]
    assert "So." not in str(list(DomainEvent.objects.values_list("data", flat=True)))


def test_of_two_who_save_at_once_the_second_sees_what_was_said_and_keeps_the_words(client, lead, write, by_agent):  # fmt: skip
    article = write(out=False)
    operations.change_article(
        article=article, actor=by_agent, fields={"body": "Quicker"}, version=1
    )
    client.force_login(lead)

    late = client.post(f"{article.get_absolute_url()}edit/", {"title": "T", "body": "My words", "audience": "internal", "version": 1})  # fmt: skip

    assert late.status_code == 409
    assert "My words" in late.content.decode()
    assert "Quicker" in late.content.decode()
    with pytest.raises(StaleVersion):
        operations.change_article(article=article, actor=by_agent, fields={"body": "x"}, version=1)


@pytest.mark.parametrize(
    "wrong", [{"title": " "}, {"body": " \n"}, {"body": "x" * 50_001}, {"audience": "all"}]
)
def test_what_says_nothing_is_refused(write, wrong):
    with pytest.raises(RuleViolation):
        write(**wrong)
    assert not Article.objects.exists()


def test_a_retired_article_cannot_be_retired_again(write, by_agent):
    article = operations.retire_article(article=write(), actor=by_agent)

    with pytest.raises(TransitionNotAllowed):
        operations.retire_article(article=article, actor=by_agent)


def test_what_is_for_the_desk_or_a_draft_never_reaches_the_portal(client, requester, requester_api, write):  # fmt: skip
    hidden = [write("Canary one"), write("Canary two", out=False, audience="public")]
    shown = write("Canary answer", audience="public")
    client.force_login(requester)

    for page in ("/help/articles/", "/help/articles/?q=canary", "/help/articles/known/?title=canary", "/find/?q=canary"):  # fmt: skip
        text = client.get(page).content.decode()
        assert "Canary answer" in text
        assert "Canary one" not in text
        assert "Canary two" not in text
    for article in hidden:
        assert client.get(f"/help/articles/{article.ref}/").status_code == 404
        assert client.get(article.get_absolute_url()).status_code == 404
        assert requester_api.get(f"{URL}{article.ref}/").status_code in (403, 404)
    assert client.get(f"/help/articles/{shown.ref}/").status_code == 200
    listed = api_as(requester, "knowledge:read").get(URL).json()["results"]
    assert [row["ref"] for row in listed] == [shown.ref]


def test_an_article_of_a_restricted_service_goes_with_the_service(write, agent):
    hidden = Service.objects.create(name="HR", slug="hr", tier=1, is_restricted=True)
    article = write("Canary", service_id=hidden.pk)

    assert api_as(agent, "knowledge:read").get(f"{URL}{article.ref}/").status_code == 404


def test_an_agent_changes_what_is_internal_and_only_leads_what_everybody_reads(agent, lead, write):
    public, internal = write(audience="public"), write("Other")
    desk, leads = (api_as(who, "knowledge:read", "knowledge:write") for who in (agent, lead))

    def change(api, article):
        return api.patch(f"{URL}{article.ref}/", {"body": "New"}, format="json", headers={"If-Match": '"2"'}).status_code  # fmt: skip

    assert (change(desk, public), change(desk, internal), change(leads, public)) == (403, 200, 200)


@pytest.mark.parametrize(
    "text",
    ["[x](javascript:alert(1))", "<script>alert(1)</script>", "![x](http://a/b.png)", "<a href='javascript:x'>y</a>", "[x](data:text/html,y)",
     "<img src=x onerror=alert(1)>", "[a]: javascript:alert(1)\n\n[a]", "`<b>`", "<svg><math><mi//xlink:href='data:x'>"],
)  # fmt: skip
def test_markdown_of_people_carries_no_script(text):
    drawn = rules.html(text)

    assert 'href="javascript:' not in drawn
    assert "<a href='" not in drawn
    assert "<script" not in drawn
    assert "<img" not in drawn
    assert 'href="data:' not in drawn
    assert "<svg" not in drawn


@pytest.mark.parametrize(
    "text", [">" * 10_000, "[" * 10_000, "*" * 10_000, "- " * 5_000, "`" * 9_999, "a|" * 5_000]
)
def test_whatever_is_written_is_drawn_in_bounded_time(text):
    begun = time.process_time()

    rules.html(text)

    assert time.process_time() - begun < 5  # of a broken bound, this would be minutes


def test_a_reply_gets_the_words_without_the_marks():
    assert rules.plain(
        "# Time\n\n1. Set the **time** of [the phone](https://a.example).\n2. Use `feed_x`"
    ) == ("Time\n\n1. Set the time of the phone (https://a.example).\n2. Use feed_x")


def test_beside_a_ticket_stand_answers_to_it_with_words_for_a_reply(client, agent, ticket, write):
    write(audience="public")
    write("Second factor of the desk", "Canary of the desk")
    client.force_login(agent)

    page = client.get(f"{ticket.get_absolute_url()}answers/", headers={"HX-Request": "true"}).content.decode()  # fmt: skip

    assert 'data-insert="Set the time of the phone."' in page
    assert "Second factor of the desk" in page
    assert "Canary of the desk" not in page


def test_which_article_solved_it_is_said_shown_counted_and_taken_back(client, agent, ticket, write):
    article = write(audience="public")
    client.force_login(agent)
    at = f"{ticket.get_absolute_url()}answers/solved/"

    client.post(at, {"add": article.ref})
    client.post(at, {"add": article.ref})

    assert SolvedWith.objects.count() == 1
    assert ticket.ref in client.get(article.get_absolute_url()).content.decode()
    assert article.title in client.get(f"{ticket.get_absolute_url()}answers/").content.decode()
    client.post(at, {"remove": article.ref})
    assert not SolvedWith.objects.exists()
    names = list(DomainEvent.objects.filter(subject_type="ticket").order_by("id").values_list("name", flat=True))  # fmt: skip
    assert names == ["incident.logged", "ticket.solved_with", "ticket.not_solved_with"]
    assert client.post(at, {"add": "KB-99999"}).status_code == 404


def test_the_api_says_which_article_solved_it(agent_api, ticket, write):
    article = write()
    at = f"/api/v1/tickets/{ticket.ref}/"

    made = agent_api.post(f"{at}solved-with/", {"article": article.ref}, format="json")
    unknown = agent_api.post(f"{at}solved-with/", {"article": "KB-99999"}, format="json")

    assert made.json() == agent_api.get(f"{at}solved-with/").json() == [{"ref": article.ref, "title": article.title}]  # fmt: skip
    assert unknown.status_code == 409
    assert agent_api.post(f"{at}not-solved-with/", {"article": article.ref}, format="json").json() == []  # fmt: skip


def test_while_logging_the_caller_what_is_down_alike_and_known_are_shown(client, agent, requester, ticket, write, by_agent):  # fmt: skip
    write()
    incidents.open_outage_of(ticket=ticket, actor=by_agent, started_at=ticket.logged_at, words="No scans")  # fmt: skip
    client.force_login(agent)

    page = client.get(
        "/incidents/log/known/", {"title": "second factor again", "caller_email": requester.email.upper(), "service": ticket.service_id}
    ).content.decode()  # fmt: skip

    for words in ("Joost Verhagen", ticket.ref, "known to be down", "No scans", "Second factor is asked again"):  # fmt: skip
        assert words in page
    empty = client.get(
        "/incidents/log/known/", {"title": "ab", "caller_email": "nobody", "service": "x"}
    )
    assert empty.status_code == 200
    assert ticket.ref not in empty.content.decode()


def test_known_answers_while_logging_cost_the_same_few_statements(client, agent, requester, ticket, write, django_assert_max_num_queries):  # fmt: skip
    for n in range(12):
        write(f"Second factor {n}")
    client.force_login(agent)

    with django_assert_max_num_queries(10):
        client.get("/incidents/log/known/", {"title": "second factor", "caller_email": requester.email, "service": ticket.service_id})  # fmt: skip
