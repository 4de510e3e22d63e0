"""Passwords of mailboxes, encrypted under the key that signs sessions."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


def seal(password: str) -> str:
    return _safe().encrypt(password.encode()).decode() if password else ""


def unseal(secret: str) -> str:
    """The password again; empty when the key it was sealed with is gone."""
    try:
        return _safe().decrypt(secret.encode()).decode() if secret else ""
    except InvalidToken:
        return ""


def _safe() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = (hashlib.sha256(f"svs.mail:{key}".encode()).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
