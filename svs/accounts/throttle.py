"""Slow guessing down: five failures a minute for an account, twenty for an address; nobody is locked out for good."""

import hashlib
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from svs.accounts.models import SignInAttempt

PER_ACCOUNT, PER_ADDRESS, WINDOW = 5, 20, timedelta(minutes=1)


def _keys(account: str, address: str) -> tuple[tuple[str, int], tuple[str, int]]:
    digest = hashlib.sha256(account.strip().lower().encode()).hexdigest()[:40]
    return (f"a:{digest}", PER_ACCOUNT), (f"i:{address}"[:80], PER_ADDRESS)


def is_throttled(account: str, address: str) -> bool:
    """Has this account or address failed too often in the last minute?

    Call inside a transaction: the advisory lock makes a parallel burst queue up instead of slipping through.
    """
    since = timezone.now() - WINDOW
    for key, limit in _keys(account, address):
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(hashtext(%s))", [key])
        if SignInAttempt.objects.filter(key=key, at__gte=since).count() >= limit:
            return True
    return False


def note_failure(account: str, address: str) -> None:
    SignInAttempt.objects.bulk_create(
        [SignInAttempt(key=key) for key, _ in _keys(account, address)]
    )


def sweep() -> None:
    """Forget failures older than an hour."""
    SignInAttempt.objects.filter(at__lt=timezone.now() - timedelta(hours=1)).delete()
