"""The door: one answer for all, slow for those who guess, closed to whoever was shut out, and never open to a stranger's page."""

from datetime import timedelta
from statistics import median
from threading import Thread
from time import perf_counter

import pytest
import time_machine
from django.contrib.auth.tokens import default_token_generator
from django.db import connection
from django.test import Client
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from svs.accounts.models import RoleAssignment, Session, SignInAttempt, User
from svs.events.models import DomainEvent, Outgoing
from tests.conftest import make_person

pytestmark = pytest.mark.django_db
PASSWORD, BETTER = "correct horse battery", "a staple is better still"


@pytest.fixture
def ana(agent) -> User:
    agent.set_password(PASSWORD)
    agent.save()
    return agent


def enter(client: Client, email: str, password: str = PASSWORD, address: str = "10.0.0.1", **more):
    said = {"username": email, "password": password, **more}
    return client.post("/sign-in/", said, REMOTE_ADDR=address)


def test_a_known_and_an_unknown_account_are_answered_alike(client, ana):
    """B84: sign-in."""
    pages = [enter(client, email, "wrong") for email in (ana.email, "nobody@example.org")]

    assert [page.status_code for page in pages] == [200, 200]
    first, second = (page.content.decode().replace(ana.email, "").replace("nobody@example.org", "") for page in pages)  # fmt: skip
    assert len(first) == len(second)
    assert "do not fit together" in first


def test_a_forgotten_password_is_answered_alike_whoever_asks(client, ana, settings):
    """B84: the same page, the same mails that a stranger sees, and no measurable difference in time."""

    def ask(email: str) -> tuple[int, bytes, float]:
        began = perf_counter()
        answer = Client(REMOTE_ADDR=f"10.1.{len(times)}.1").post("/forgotten/", {"email": email})
        return answer.status_code, answer.content, perf_counter() - began

    times: list[float] = []
    known, unknown = [], []
    for n in range(12):
        for email, into in ((ana.email, known), (f"nobody{n}@example.org", unknown)):
            status, page, took = ask(email)
            times.append(took)
            into.append(took)
            assert status == 200
            assert b"If somebody of that address is known here" in page
            assert email.encode() not in page

    assert abs(median(known) - median(unknown)) < 0.05
    assert set(Outgoing.objects.values_list("recipient", flat=True)) == {ana.email}


def test_at_most_three_links_an_hour_leave_for_one_account(client, ana):
    now = timezone.now()
    for n in range(5):
        with time_machine.travel(now + timedelta(minutes=n), tick=False):
            client.post("/forgotten/", {"email": ana.email.upper()})

    assert Outgoing.objects.filter(recipient=ana.email).count() == 3


def link_for(user: User) -> str:
    return f"/set-password/{urlsafe_base64_encode(force_bytes(user.pk))}/{default_token_generator.make_token(user)}/"


def test_a_link_works_once_within_the_hour_and_ends_every_session(client, ana):
    """B86."""
    elsewhere = Client()
    elsewhere.force_login(ana)
    ana.refresh_from_db()
    link, old = link_for(ana), link_for(ana)

    weak = client.post(link, {"password": "short"})
    done = client.post(link, {"password": BETTER})
    again, other = client.post(link, {"password": PASSWORD}), client.get(old)

    assert (weak.status_code, done.status_code) == (400, 302)
    assert (again.status_code, other.status_code) == (400, 400)
    assert not Session.objects.filter(user=ana).exists()
    assert elsewhere.get("/api/v1/incidents/").status_code == 401
    assert enter(client, ana.email, BETTER).status_code == 302
    assert DomainEvent.objects.filter(name="password.set").count() == 1
    assert client.get(link)["Referrer-Policy"] == "same-origin"


def test_a_link_is_dead_after_an_hour_for_another_person_and_for_whoever_was_shut_out(
    client, ana, colleague
):
    """B86."""
    link = link_for(ana)
    stolen = link.replace(urlsafe_base64_encode(force_bytes(ana.pk)), urlsafe_base64_encode(force_bytes(colleague.pk)))  # fmt: skip

    assert client.get(link).status_code == 200
    assert client.get(stolen).status_code == 400
    with time_machine.travel(timezone.now() + timedelta(seconds=3602)):
        assert client.get(link).status_code == 400
    User.objects.filter(pk=ana.pk).update(is_active=False)
    assert client.get(link).status_code == 400
    assert client.get("/set-password/!!/x/").status_code == 404
    assert client.get("/set-password/zzzz/x/").status_code == 400


def test_a_link_is_shown_to_nobody_but_its_owner(client, ana, administrator, settings):
    """B89: neither in the outbox of an auditor nor in the log of requests."""
    client.post("/forgotten/", {"email": ana.email})
    mail = Outgoing.objects.get()
    auditor = make_person("Ute Auditor", "auditor")

    client.force_login(auditor)

    assert "/set-password/" in mail.body
    assert "/set-password/" not in client.get(f"/admin/outbox/{mail.pk}/").content.decode()
    client.force_login(administrator)  # without a mail server an administrator hands it over
    assert "/set-password/" in client.get(f"/admin/outbox/{mail.pk}/").content.decode()
    Outgoing.objects.update(state=Outgoing.State.SENT)
    assert "/set-password/" not in client.get(f"/admin/outbox/{mail.pk}/").content.decode()


def test_the_address_of_a_link_is_not_written_into_the_request_log(client, ana, caplog):
    """B89."""
    with caplog.at_level("INFO", "svs.request"):
        client.get(link_for(ana))

    assert [record.path for record in caplog.records] == ["/set-password/…"]


def test_guessing_one_account_is_slowed_down_from_wherever_it_comes(client, ana):
    """B85: five a minute for an account; a made-up X-Forwarded-For is not believed; after a minute the owner is back in."""
    answers = [
        client.post(
            "/sign-in/", {"username": ana.email, "password": "wrong"}, REMOTE_ADDR=f"10.2.{n}.1",
            headers={"X-Forwarded-For": f"1.2.3.{n}"},
        )
        for n in range(8)
    ]  # fmt: skip

    assert [a.status_code for a in answers] == [200] * 5 + [429] * 3
    assert answers[-1]["Retry-After"] == "60"
    assert (
        enter(client, ana.email).status_code == 429
    )  # the right password does not tell itself either
    with time_machine.travel(timezone.now() + timedelta(seconds=61)):
        assert enter(client, ana.email).status_code == 302


def test_one_password_against_many_accounts_is_slowed_down_by_its_address(client, db):
    """B85: twenty a minute for an address, however it is dressed up."""
    answers = [
        client.post("/sign-in/", {"username": f"a{n}@example.org", "password": "x"}, headers={"X-Forwarded-For": f"9.9.9.{n}"})
        for n in range(22)
    ]  # fmt: skip

    assert [a.status_code for a in answers] == [200] * 20 + [429] * 2
    assert enter(client, "someone@example.org", address="10.3.0.9").status_code == 200


def test_a_stranger_who_guesses_does_not_keep_the_owner_out(client, ana):
    """B85: no lockout of a victim. The browser they came in by before is counted by itself."""
    assert enter(client, ana.email).status_code == 302
    client.post("/sign-out/")
    stranger = Client()
    for n in range(7):
        enter(stranger, ana.email, "wrong", address=f"10.4.{n}.1")

    assert enter(stranger, ana.email, address="10.4.9.1").status_code == 429
    assert enter(client, ana.email).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_a_parallel_burst_slips_through_by_one_at_most(ana):
    """B85."""
    codes: list[int] = []

    def guess(n: int) -> None:
        codes.append(enter(Client(), ana.email, "wrong", address=f"10.5.{n}.1").status_code)
        connection.close()

    burst = [Thread(target=guess, args=(n,)) for n in range(12)]
    for thread in burst:
        thread.start()
    for thread in burst:
        thread.join()

    assert codes.count(200) <= 6
    assert SignInAttempt.objects.filter(key__startswith="a:").count() <= 6


def test_behind_our_proxy_the_callers_own_address_is_counted(client, ana, settings):
    """One proxy is told of in SVS_PROXIES: its word counts, what stands before it does not."""
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "NUM_PROXIES": 1}

    for n in range(20):
        client.post("/sign-in/", {"username": f"b{n}@example.org", "password": "x"}, headers={"X-Forwarded-For": f"7.7.7.{n}, 5.5.5.5"})  # fmt: skip
    same = client.post("/sign-in/", {"username": "c@example.org", "password": "x"}, headers={"X-Forwarded-For": "5.5.5.5"})  # fmt: skip
    other = client.post("/sign-in/", {"username": "c@example.org", "password": "x"}, headers={"X-Forwarded-For": "5.5.5.6"})  # fmt: skip

    assert (same.status_code, other.status_code) == (429, 200)


def test_the_session_key_is_new_after_signing_in_and_after_a_new_password(client, ana):
    """B77."""
    client.get("/sign-in/")
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies["sessionid"] = planted = session.session_key

    enter(client, ana.email)
    signed_in = client.cookies["sessionid"].value
    client.post("/account/password/", {"old": PASSWORD, "new": BETTER})
    changed = client.cookies["sessionid"].value

    assert len({planted, signed_in, changed}) == 3
    assert client.get("/account/").status_code == 200
    assert Client(headers={"Cookie": f"sessionid={planted}"}).get("/account/").status_code == 302
    assert Client(headers={"Cookie": f"sessionid={signed_in}"}).get("/account/").status_code == 302


def test_the_session_key_is_new_after_giving_up_a_role(client, administrator):
    """B77: role change, one's own."""
    make_person("Grace Okafor", "administrator")
    held = RoleAssignment.objects.create(user=administrator, role="agent")
    client.force_login(administrator)
    before = client.cookies["sessionid"].value

    client.post(f"/admin/people/{administrator.pk}/roles/{held.pk}/take/")

    assert client.cookies["sessionid"].value != before
    assert client.get("/admin/people/").status_code == 200


def test_a_new_password_and_signing_out_end_other_sessions_at_once(client, ana):
    """B78."""
    other, third = Client(), Client()
    enter(client, ana.email)
    enter(other, ana.email)
    enter(third, ana.email)

    third.post("/sign-out/")
    client.post("/account/password/", {"old": PASSWORD, "new": BETTER})

    assert other.get("/api/v1/incidents/").status_code == 401
    assert third.get("/api/v1/incidents/").status_code == 401
    assert client.get("/api/v1/incidents/").status_code == 200


def test_sessions_are_shown_to_their_owner_and_ended_by_them(client, ana):
    enter(client, ana.email)
    other = Client(headers={"User-Agent": "Netscape 4"})
    enter(other, ana.email, address="10.9.9.9")

    page = client.get("/account/").content.decode()
    client.post("/account/sessions/end/")

    assert "Netscape 4" in page
    assert "10.9.9.9" in page
    assert other.get("/account/").status_code == 302
    assert client.get("/account/").status_code == 200


@pytest.mark.parametrize("onward", ["//evil.example", "/\\evil.example", "https:evil.example", "https://evil.example/", "javascript:alert(1)", "http://testserver@evil.example/", "\thttps://evil.example"])  # fmt: skip
def test_after_signing_in_one_never_lands_elsewhere(client, ana, onward):
    """B79."""
    answer = client.post(f"/sign-in/?next={onward}", {"username": ana.email, "password": PASSWORD, "next": onward})  # fmt: skip

    assert answer["Location"] == "/"


def test_after_signing_in_one_lands_where_one_wanted(client, ana):
    assert enter(client, ana.email, next="/tickets/")["Location"] == "/tickets/"


@pytest.mark.parametrize(
    ("path", "body"),
    [("/account/", {"name": "Evil"}), ("/account/password/", {"old": PASSWORD, "new": BETTER}), ("/theme/", {"theme": "dark"})],
)  # fmt: skip
def test_another_sites_form_writes_nothing(ana, path, body):
    """B76: cross-site with the cookie, without a token, and with the token of another session."""
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(ana)
    stranger = Client()
    stranger.get("/sign-in/")

    without = browser.post(path, body)
    foreign = browser.post(path, {**body, "csrfmiddlewaretoken": stranger.cookies["csrftoken"].value})  # fmt: skip

    assert (without.status_code, foreign.status_code) == (403, 403)
    ana.refresh_from_db()
    assert (ana.name, ana.theme) == ("Ana Ruiz", "")
    assert ana.check_password(PASSWORD)


def test_the_api_takes_no_write_from_a_session_without_a_token(ana, administrator):
    """B76: session authentication enforces CSRF on every unsafe verb, and JSON sent as text is not read."""
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(administrator)

    json = browser.post("/api/v1/services/", '{"name": "Evil"}', content_type="application/json")
    text = browser.post("/api/v1/services/", '{"name": "Evil"}', content_type="text/plain")

    assert (json.status_code, text.status_code) == (403, 403)


def test_a_stranger_cannot_sign_somebody_in_from_another_site(ana):
    """B76: login CSRF."""
    browser = Client(enforce_csrf_checks=True)

    answer = enter(browser, ana.email)

    assert answer.status_code == 403
    assert "_auth_user_id" not in browser.session
