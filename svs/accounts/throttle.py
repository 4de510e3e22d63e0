"""Slow guessing down, per account and per address; nobody is locked out for good.

Somebody who signed in from this browser before is counted by that browser (its signed cookie), so that a stranger who
guesses at their account does not keep them out.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from svs.accounts.models import SignInAttempt
from svs.web.addresses import client_address

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
PER_ACCOUNT, PER_ADDRESS, CODES_AN_HOUR, LINKS_AN_HOUR = 5, 20, 20, 3
COOKIE = "__Host-known" if settings.SVS_SECURE else "known"
SALT, KEPT = "svs.accounts.known", 90 * 24 * 3600


@dataclass(frozen=True)
class Limit:
    """At most so many noted tries under a key within a window."""

    key: str
    most: int
    window: timedelta = MINUTE


def sign_in(request: HttpRequest, account: str) -> list[Limit]:
    """Five failures a minute for an account (or for a browser it knows), twenty for an address."""
    digest = _digest(account)
    whose, _, browser = str(request.get_signed_cookie(COOKIE, "", salt=SALT, max_age=KEPT)).partition(":")  # fmt: skip
    key = f"d:{browser}"[:80] if whose == digest else f"a:{digest}"
    return [Limit(key, PER_ACCOUNT), _address(request)]


def code(request: HttpRequest, user_id: int) -> list[Limit]:
    """Five wrong codes a minute for an account, twenty an hour."""
    return [Limit(f"c:{user_id}", PER_ACCOUNT), Limit(f"c:{user_id}", CODES_AN_HOUR, HOUR), _address(request)]  # fmt: skip


def link(account: str) -> list[Limit]:
    """Three links an hour for an account."""
    return [Limit(f"r:{_digest(account)}", LINKS_AN_HOUR, HOUR)]


def asking(request: HttpRequest) -> list[Limit]:
    """Twenty questions a minute for an address."""
    return [_address(request)]


def is_throttled(limits: list[Limit]) -> bool:
    """Were there too many tries already?

    Call inside a transaction: the advisory lock makes a parallel burst queue up instead of slipping through.
    """
    now = timezone.now()
    for limit in limits:
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(hashtext(%s))", [limit.key])
        since = now - limit.window
        if SignInAttempt.objects.filter(key=limit.key, at__gte=since).count() >= limit.most:
            return True
    return False


def note(limits: list[Limit]) -> None:
    """Count a try."""
    SignInAttempt.objects.bulk_create(
        [SignInAttempt(key=key) for key in dict.fromkeys(limit.key for limit in limits)]
    )


def remember(response: HttpResponse, account: str) -> None:
    """Let this browser be known to the account that just signed in from it."""
    response.set_signed_cookie(
        COOKIE, f"{_digest(account)}:{secrets.token_hex(12)}", salt=SALT, max_age=KEPT, httponly=True,
        secure=settings.SVS_SECURE, samesite="Lax",
    )  # fmt: skip


def sweep() -> None:
    """Forget tries older than an hour."""
    SignInAttempt.objects.filter(at__lt=timezone.now() - HOUR).delete()


def _address(request: HttpRequest) -> Limit:
    return Limit(f"i:{client_address(request)}"[:80], PER_ADDRESS)


def _digest(account: str) -> str:
    return hashlib.sha256(account.strip().lower().encode()).hexdigest()[:40]
