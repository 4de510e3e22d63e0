"""Impact and urgency make the priority, by a matrix that an administrator sets."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practices.desk.models import Ticket
from practices.incident import operations, queries, rules
from svs.errors import RuleViolation, StaleVersion
from svs.events.models import DomainEvent
from svs.knobs import registry as knobs
from tests.conftest import api_as

pytestmark = pytest.mark.django_db
STRICT = [[1, 1, 2], [1, 2, 3], [2, 3, 4]]
USUAL = [list(row) for row in rules.USUAL]
grids = st.lists(st.lists(st.integers(1, 4), min_size=3, max_size=3), min_size=3, max_size=3)


def form(matrix, **more):
    cells = {f"cell_{i}_{u}": matrix[i - 1][u - 1] for i, u in product((1, 2, 3), repeat=2)}
    return {**cells, "reason": "", **more}


@given(grids)
def test_a_matrix_without_faults_is_one_in_which_more_is_never_less_urgent(matrix):
    pairs = list(product(range(3), repeat=2))
    monotone = all(
        matrix[a][b] <= matrix[c][d] for (a, b), (c, d) in product(pairs, pairs) if a <= c and b <= d
    )  # fmt: skip

    assert (rules.matrix_faults(matrix) == []) is monotone


@pytest.mark.parametrize(
    "value",
    [None, 3, [], {}, [[1, 2, 3]], [[1, 2], [2, 3], [3, 4]], [[0, 1, 2], [1, 2, 3], [2, 3, 4]], [[1, 2, 5]] * 3,
     [[True, 2, 3], [2, 3, 4], [3, 4, 4]], [["1", 2, 3], [2, 3, 4], [3, 4, 4]], [[1.0, 2, 3], [2, 3, 4], [3, 4, 4]]],
)  # fmt: skip
def test_what_is_no_grid_of_priorities_is_refused(value):
    assert rules.matrix_faults(value) == ["Give three rows of three priorities, each 1 to 4."]
    with pytest.raises(RuleViolation):
        knobs.set_value(key="incident.matrix", value=value)


def test_the_matrix_in_force_decides_from_then_on_and_open_incidents_keep_theirs(log, by_agent):
    before = log(impact=1, urgency=2)

    operations.set_matrix(actor=by_agent, matrix=STRICT, reason="Peak season")
    after = log(impact=1, urgency=2)
    changed = operations.change_incident(ticket=before, actor=by_agent, fields={"title": "Slower"})

    assert (before.priority, after.priority, changed.priority) == (2, 1, 2)
    assert operations.change_incident(ticket=before, actor=by_agent, fields={"urgency": 1}).priority == 1  # fmt: skip
    event = DomainEvent.objects.get(name="matrix.changed")
    assert event.data == {"before": USUAL, "after": STRICT}


def test_an_administrator_sets_it_on_the_page_and_a_senseless_one_comes_back_in_words(
    client, administrator
):
    client.force_login(administrator)

    wrong = client.post("/admin/matrix/", form([[2, 1, 3], [2, 3, 4], [3, 4, 4]]))
    right = client.post("/admin/matrix/", form(STRICT, reason="Peak season"))

    assert wrong.status_code == 400
    assert "impact high, urgency low" not in wrong.content.decode()
    assert "At impact high, urgency high may not be less urgent than urgency medium." in wrong.content.decode()  # fmt: skip
    assert right.status_code == 302
    assert queries.matrix_in_force() == STRICT
    assert "Peak season" in client.get("/admin/matrix/").content.decode()


def test_the_api_reads_it_and_sets_it_with_the_version_that_was_read(administrator, agent):
    url, api = "/api/v1/incident-matrix/", api_as(administrator, "tickets:read", "admin:write")
    first = api.get(url)
    assert (first.json(), first["ETag"]) == ({"matrix": USUAL, "version": 0}, '"0"')

    body = {"matrix": STRICT}
    assert api.patch(url, body, format="json").status_code == 428
    done = api.patch(url, body, format="json", HTTP_IF_MATCH='"0"')
    late = api.patch(url, {"matrix": USUAL}, format="json", HTTP_IF_MATCH='"0"')
    senseless = api.patch(url, {"matrix": [[2, 1, 3], [2, 3, 4], [3, 4, 4]]}, format="json", HTTP_IF_MATCH=done["ETag"])  # fmt: skip

    assert (done.status_code, late.status_code, senseless.status_code) == (200, 412, 409)
    assert senseless.json()["errors"][0]["pointer"] == "/matrix"
    assert api_as(agent).get(url).json()["matrix"] == STRICT
    assert api_as(agent, "tickets:read", "admin:write").patch(url, body, format="json").status_code == 403  # fmt: skip


def test_a_late_setting_is_refused_by_the_operation_itself(by_agent):
    operations.set_matrix(actor=by_agent, matrix=STRICT, version=0)

    with pytest.raises(StaleVersion):
        operations.set_matrix(actor=by_agent, matrix=USUAL, version=0)


def test_the_log_form_explains_the_priority_and_follows_what_is_chosen(as_agent):
    page = as_agent.get("/incidents/log/").content.decode()
    hint = as_agent.get("/incidents/log/hints/?impact=1&urgency=1").content.decode()
    nonsense = as_agent.get("/incidents/log/hints/?impact=9&urgency=x&service=y&category=z")

    assert "Impact medium and urgency medium make it priority 3." in page
    assert "Impact high and urgency high make it priority 1." in hint
    assert nonsense.status_code == 200
    assert not Ticket.objects.exists()
