"""A policy is one page: drafted, proposed, adopted by those who decide, written anew while it is in force, retired."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from governance.models import Approval, Policy, PolicyVersion
from governance.operations import policies as operations
from governance.operations.nagging import nag_owners
from governance.rules import page
from svs.errors import StaleVersion
from svs.events.actor import person
from svs.events.models import DomainEvent
from tests.conftest import api_as, make_person
from tests.governance.asked import right, step, vote

pytestmark = pytest.mark.django_db


def said(owner, **changes):
    day = timezone.localdate() + timedelta(days=200)
    return {"title": "Passwords", "body": "# Keep\n\nEverybody has a **second factor**.", "owner": owner.pk, "review_date": day.isoformat(), **changes}  # fmt: skip


@pytest.fixture
def policy(owner) -> Policy:
    return operations.draft_policy(
        actor=person(owner), title="Passwords", body="Everybody has a second factor.", owner_id=owner.pk,
        review_date=timezone.localdate() + timedelta(days=200),
    )  # fmt: skip


@pytest.fixture
def sponsor_decides(sponsor):
    right(step("executive"), subject="policy", principles=[])
    return sponsor


def proposed(policy: Policy, owner) -> Approval:
    operations.propose_policy(policy=policy, actor=person(owner))
    return Approval.objects.filter(kind="policy", subject_id=policy.pk).latest("id")


def test_a_policy_is_drafted_and_read_by_everybody_with_a_role(client, owner, agent):
    client.force_login(owner)

    answer = client.post("/policies/draft/", said(owner))

    made = Policy.objects.get()
    assert answer["Location"] == f"/policies/{made.ref}/"
    client.force_login(agent)
    shown = client.get(f"/policies/{made.ref}/").content.decode()
    assert "<strong>second factor</strong>" in shown
    assert "Draft" in shown
    assert client.get("/policies/draft/").status_code == 403
    client.force_login(make_person("Nobody Inrole"))
    assert client.get(f"/policies/{made.ref}/").status_code == 403


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("x" * (page.MOST_LETTERS + 7), "7 characters longer than one page"),
        ("\n".join("a" for _ in range(page.MOST_LINES + 2)), "2 lines longer than one page"),
    ],
)
def test_more_than_one_page_is_refused_while_writing_and_by_the_server(client, owner, body, words):
    client.force_login(owner)

    form = client.get("/policies/draft/").content.decode()
    answer = client.post("/policies/draft/", said(owner, body=body))

    assert f'data-page-letters="{page.MOST_LETTERS}"' in form
    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert not Policy.objects.exists()


def test_a_long_line_takes_several_lines_of_the_page():
    assert page.lines_of("a" * 200) == 3
    assert page.too_long("\n".join("a" * 30 for _ in range(60))) == ""


def test_scripts_in_a_policy_are_words(client, owner):
    client.force_login(owner)
    client.post("/policies/draft/", said(owner, body="<script>alert(1)</script> and [x](javascript:alert(1))"))  # fmt: skip

    shown = client.get(f"/policies/{Policy.objects.get().ref}/").content.decode()

    assert "<script>alert" not in shown
    assert 'href="javascript' not in shown


def test_it_is_in_force_once_those_who_decide_said_yes(client, policy, owner, sponsor_decides):
    approval = proposed(policy, owner)
    policy.refresh_from_db()
    waits = (policy.state, policy.proposed_number)

    vote(approval, sponsor_decides, words="As of Monday")

    policy.refresh_from_db()
    assert waits == ("DRAFT", 1)
    assert (policy.state, policy.adopted_version, policy.adopted_body) == ("ADOPTED", 1, "Everybody has a second factor.")  # fmt: skip
    version = PolicyVersion.objects.get()
    assert (version.adopted_by, version.authors) == (sponsor_decides, [owner.pk])
    client.force_login(owner)
    assert "As of Monday" in client.get(f"/policies/{policy.ref}/").content.decode()
    assert client.get(f"/policies/{policy.ref}/versions/1/").status_code == 200
    assert client.get(f"/policies/{policy.ref}/versions/2/").status_code == 404


def test_its_owner_and_its_authors_do_not_decide_on_it(policy, owner, sponsor, board):
    right(step("executive"), subject="policy", principles=[])
    operations.edit_policy(policy=policy, actor=person(sponsor), fields={"body": "Two factors."})

    approval = proposed(policy, owner)

    assert approval.parties == sorted({owner.pk, sponsor.pk})


def test_what_is_in_force_stays_so_while_the_next_is_written(client, policy, owner, sponsor_decides):  # fmt: skip
    vote(proposed(policy, owner), sponsor_decides)
    operations.edit_policy(policy=policy, actor=person(owner), fields={"body": "Three factors."})
    client.force_login(owner)

    policy.refresh_from_db()
    shown = client.get(f"/policies/{policy.ref}/").content.decode()

    assert (policy.state, policy.number, policy.adopted_version) == ("ADOPTED", 2, 1)
    assert shown.index("Everybody has a second factor.") < shown.index("Three factors.")
    vote(proposed(policy, owner), sponsor_decides, "reject")
    policy.refresh_from_db()
    assert (policy.state, policy.adopted_body, policy.answer[:15]) == ("ADOPTED", "Everybody has a second factor.", "Ingrid Holm: No")  # fmt: skip


def test_an_edit_of_what_is_before_deciders_voids_their_votes(policy, owner, sponsor_decides):
    approval = proposed(policy, owner)

    operations.edit_policy(policy=policy, actor=person(owner), fields={"review_date": timezone.localdate() + timedelta(days=90)})  # fmt: skip
    same = policy.number
    operations.edit_policy(policy=policy, actor=person(owner), fields={"body": "Other."})
    policy.refresh_from_db()
    with pytest.raises(StaleVersion):
        vote(approval, sponsor_decides, version=1)

    assert (same, policy.number, policy.proposed_number) == (1, 2, 2)
    approval.refresh_from_db()
    vote(approval, sponsor_decides)
    policy.refresh_from_db()
    assert (policy.adopted_version, policy.adopted_body) == (2, "Other.")


def test_a_proposal_is_taken_back(client, policy, owner, sponsor_decides):
    approval = proposed(policy, owner)
    client.force_login(owner)

    client.post(f"/policies/{policy.ref}/withdraw/")

    policy.refresh_from_db()
    approval.refresh_from_db()
    assert (policy.proposed_number, approval.state) == (None, "WITHDRAWN")


def test_a_retired_policy_stays_readable_and_is_not_written_any_more(client, policy, owner, sponsor_decides):  # fmt: skip
    vote(proposed(policy, owner), sponsor_decides)
    client.force_login(owner)

    client.post(f"/policies/{policy.ref}/retire/")

    assert "What it said" in client.get(f"/policies/{policy.ref}/").content.decode()
    assert policy.title not in client.get("/policies/").content.decode()
    assert policy.title in client.get("/policies/?show=retired").content.decode()
    assert "It is retired" in client.post(f"/policies/{policy.ref}/edit/", said(owner)).content.decode()  # fmt: skip
    assert client.post(f"/policies/{policy.ref}/nonsense/").status_code == 404


def test_only_its_owner_proposes_and_retires_it(client, policy, board, agent):
    for somebody in (board, agent):
        client.force_login(somebody)
        for verb in ("propose", "withdraw", "retire"):
            assert client.post(f"/policies/{policy.ref}/{verb}/").status_code == 403


def test_its_owner_is_reminded_when_its_day_has_come(client, policy, owner, sponsor_decides):
    vote(proposed(policy, owner), sponsor_decides)

    with time_machine.travel(timezone.now() + timedelta(days=201)):
        told = nag_owners()
        client.force_login(owner)
        listed = client.get("/policies/").content.decode()

    assert told >= 1
    assert DomainEvent.objects.filter(name="policy_page.review_due").count() == 1
    assert "1 policy of yours to look at again" in listed


def test_a_program_drafts_edits_and_proposes(owner):
    right(subject="policy")  # nobody has to be asked
    api = api_as(owner, "policies:read", "policies:write")

    made = api.post("/api/v1/policies/", said(owner), format="json")
    url = f"/api/v1/policies/{made.json()['ref']}/"
    stale = api.patch(url, {"body": "x"}, format="json", HTTP_IF_MATCH='"99"')
    none = api.patch(url, {"body": "x"}, format="json")
    edited = api.patch(url, {"body": "Two factors."}, format="json", HTTP_IF_MATCH=made["ETag"])
    proposed_ = api.post(f"{url}propose/", {}, format="json")
    again = api.post(f"{url}propose/", {}, format="json")
    taken = api.post("/api/v1/policies/", said(owner), format="json")
    longer = api.post("/api/v1/policies/", said(owner, title="Other", body="\n" .join("a" * 61)), format="json")  # fmt: skip

    assert made.status_code == 201
    assert (stale.status_code, none.status_code, edited.status_code) == (412, 428, 200)
    assert (proposed_.json()["state"], proposed_.json()["adopted_body"]) == ("ADOPTED", "Two factors.")  # fmt: skip
    assert (again.status_code, taken.status_code, longer.status_code) == (409, 409, 409)


def test_the_list_asks_the_same_however_long_it_is(client, owner, django_assert_max_num_queries):
    for n in range(5):
        operations.draft_policy(actor=person(owner), title=f"Policy {n}", body="x", owner_id=owner.pk, review_date=timezone.localdate() + timedelta(days=9))  # fmt: skip
    client.force_login(owner)
    client.get("/policies/")

    with django_assert_max_num_queries(9):
        client.get("/policies/")
