"""Northwind's boards: the change board weighs what can hurt more than one service, the security board what opens a door."""

from datetime import time, timedelta

from django.utils import timezone

from governance.models import Board, BoardMember
from governance.operations import boards as operations
from svs.accounts import operations as accounts
from svs.accounts.models import Role, User
from svs.demo.people import address
from svs.events.actor import SYSTEM_ACTOR, person
from svs.services.models import Practice

YEARS = timedelta(days=2 * 365)  # they sat there before the past began that the demo tells of
BOARDS = (
    ("Change board", "Weighs changes that can hurt more than one service, and what may be a standard one.",
     {"weekday": 1, "meets_at": time(9, 30), "every_weeks": 1, "minutes": 45},
     "Ingrid Holm", ("Marta Silva", "Henrik Aas", "Sofia Tran", "Malik Brandt", "Pieter de Wit")),
    ("Security board", "Accepts risks for the whole house, and says who may open which door.",
     {"weekday": 3, "meets_at": time(14, 0), "every_weeks": 2, "minutes": 60},
     "Henrik Aas", ("Ingrid Holm", "Sam Clarke")),
)  # fmt: skip
# the others have no lead: the page of roles says so
LEADS = {
    "incident": "Viktor Hale",
    "service_level": "Viktor Hale",
    "change": "Ana Ruiz",
    "configuration": "Ilse Maas",
}


def prepare() -> None:
    """Found before anything is decided, by the administrator."""
    maya = User.objects.filter(email=address("Maya Okafor")).first()
    actor = person(maya) if maya else SYSTEM_ACTOR
    for name, purpose, meets, chair, others in BOARDS:
        board = operations.make_board(actor=actor, name=name, purpose=purpose, **meets)
        for who in (chair, *others):
            operations.join_board(board=board, person=User.objects.get(email=address(who)), actor=actor, is_chair=who == chair)  # fmt: skip
    for practice, who in LEADS.items():
        accounts.give_role(
            person=User.objects.get(email=address(who)), actor=actor, role=Role.PRACTICE_LEAD.value, scope_kind="practice",
            scope_id=Practice.objects.get(key=practice).pk,
        )  # fmt: skip
    BoardMember.objects.filter(board__in=Board.objects.all()).update(since=timezone.now() - YEARS)
