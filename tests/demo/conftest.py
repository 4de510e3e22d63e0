"""One load of the demo for all tests of a file that ask for the same; taken back afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction

from tests.conftest import lay_ground


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    @contextmanager
    def load(**options) -> Iterator[None]:
        with django_db_blocker.unblock(), transaction.atomic():
            lay_ground()
            call_command("demo", stdout=StringIO(), **options)
            yield
            transaction.set_rollback(True)

    return load
