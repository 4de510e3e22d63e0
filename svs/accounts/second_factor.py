"""The second factor: a code that changes every thirty seconds, and ten recovery codes for the day the phone is lost.

allauth keeps the secrets and counts the codes; encrypting them and letting each work once is done here, in PostgreSQL,
because a cache of one process cannot know what another has accepted.
"""

import base64
import hashlib
import hmac
import time
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter, get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import transaction

from svs.accounts.models import User
from svs.knobs import registry as knobs

TOTP, RECOVERY = "totp", "recovery_codes"
PERIOD, TOLERANCE = 30, 1


class Adapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Encrypts what allauth keeps, under the key that signs sessions."""

    def encrypt(self, text: str) -> str:
        return _safe().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return _safe().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return base64.b32encode(b"no code fits this secret").decode()

    def get_totp_issuer(self) -> str:
        return str(knobs.current("accounts.organisation"))


def _safe() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = (hashlib.sha256(f"svs.second_factor:{key}".encode()).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


def new_secret() -> str:
    """A secret for an authenticator app."""
    return str(totp.generate_totp_secret())


def picture(user: User, secret: str) -> str:
    """The secret as a QR code, for an image's address."""
    svg = get_adapter().build_totp_svg(get_adapter().build_totp_url(user, secret))
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def code_at(secret: str, counter: int) -> str:
    return str(totp.format_hotp_value(totp.hotp_value(secret, counter)))


def counter_of(secret: str, code: str, *, after: int = -1) -> int | None:
    """The half-minute whose code this is: now, the one before or the next, and later than `after`."""
    now = int(time.time()) // PERIOD
    for counter in range(now - TOLERANCE, now + TOLERANCE + 1):
        if counter > after and hmac.compare_digest(
            code_at(secret, counter).encode(), code.encode()
        ):
            return counter
    return None


@transaction.atomic
def spend(user: User, said: str) -> str | None:
    """Accept a code once: which kind it was, or None when it is wrong or was used. The row lock orders two at once."""
    code = "".join(said.split())[:20]
    rows: Any = Authenticator.objects.select_for_update().filter(user_id=user.pk)
    known = {row.type: row for row in rows.order_by("id")}
    app = known.get(TOTP)
    if app is None:
        return None
    secret = get_adapter().decrypt(app.data["secret"])
    counter = counter_of(secret, code, after=int(app.data.get("last", -1)))
    if counter is not None:
        app.data["last"] = counter
        app.save(update_fields=["data"])
        return TOTP
    codes = known.get(RECOVERY)
    return RECOVERY if codes is not None and RecoveryCodes(codes).validate_code(code) else None


def codes_of(user: User) -> list[str]:
    """The recovery codes that still work."""
    row = Authenticator.objects.filter(user_id=user.pk, type=RECOVERY).first()
    return list(RecoveryCodes(row).get_unused_codes()) if row else []
