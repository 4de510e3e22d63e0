"""Effects follow from events exactly once, in order per subject, and a poisonous one blocks only its own subject."""

import pytest

from svs.events import deliver, registry
from svs.events.actor import SYSTEM_ACTOR
from svs.events.emit import UndeclaredEvent, emit
from svs.events.models import Delivery, DomainEvent

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def heard(monkeypatch):
    """A reaction and a projection that write down what they hear; the reaction fails on what it is told to."""
    for name in ("_declared", "_consumers", "_by_event"):
        monkeypatch.setattr(registry, name, dict(getattr(registry, name)))
    registry.declare("thing.happened")
    notes: dict[str, list] = {"reaction": [], "projection": [], "poison": []}

    @registry.subscribe("thing.happened", consumer="test.reaction")
    def react(event: DomainEvent) -> None:
        if event.data.get("n") in notes["poison"]:
            raise ValueError("poison")
        notes["reaction"].append(event.data["n"])

    @registry.project("thing.happened", consumer="test.projection")
    def project(events: list[DomainEvent]) -> None:
        notes["projection"].extend(event.data["n"] for event in events)

    return notes


def happen(n: int, subject: int = 1, **kwargs) -> int:
    return emit(
        "thing.happened", subject=("thing", subject), actor=SYSTEM_ACTOR, data={"n": n}, **kwargs
    )


def test_every_event_reaches_each_consumer_once(heard):
    for n in range(250):
        happen(n, subject=n)

    assert deliver.drain("test.reaction") == 250
    assert deliver.drain("test.projection") == 250
    assert deliver.drain("test.reaction") == 0
    assert sorted(heard["reaction"]) == sorted(heard["projection"]) == list(range(250))
    assert not Delivery.objects.exists()


def test_events_of_one_subject_come_in_order(heard):
    for n in range(5):
        happen(n)

    deliver.drain("test.reaction")

    assert heard["reaction"] == [0, 1, 2, 3, 4]


def test_history_reaches_projections_only(heard):
    happen(1, historical=True)

    assert list(Delivery.objects.values_list("consumer", flat=True)) == ["test.projection"]


def test_a_failing_reaction_is_parked_after_five_attempts_and_blocks_only_its_subject(heard):
    heard["poison"].append(1)
    happen(1, subject=1)
    happen(2, subject=1)
    happen(3, subject=2)

    for _ in range(8):
        Delivery.objects.update(due_at="2020-01-01T00:00Z")
        deliver.drain("test.reaction")

    assert heard["reaction"] == [3]
    parked = Delivery.objects.get(parked_at__isnull=False)
    assert (parked.attempts, parked.error) == (5, "ValueError: poison")


def test_a_replayed_delivery_frees_what_waited_behind_it(heard):
    heard["poison"].append(1)
    happen(1)
    happen(2)
    for _ in range(6):
        Delivery.objects.update(due_at="2020-01-01T00:00Z")
        deliver.drain("test.reaction")

    heard["poison"].clear()
    deliver.replay(delivery=Delivery.objects.get(parked_at__isnull=False))
    deliver.drain("test.reaction")

    assert heard["reaction"] == [1, 2]


def test_an_undeclared_name_cannot_be_emitted(heard):
    with pytest.raises(UndeclaredEvent):
        emit("thing.dreamt", subject=("thing", 1), actor=SYSTEM_ACTOR)
