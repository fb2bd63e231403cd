"""Personal data at rest: encrypted, and found again by a keyed hash that tells nothing without the key."""

from __future__ import annotations

import base64
import hmac
from functools import lru_cache
from hashlib import sha256

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def encrypt(data: bytes, *, purpose: str) -> bytes:
    """What only this purpose's key opens; longer by a third."""
    return _cipher(purpose, _keys()).encrypt(data)


def decrypt(data: bytes, *, purpose: str) -> bytes:
    """What was encrypted, also under an earlier key. Raises cryptography.fernet.InvalidToken."""
    return _cipher(purpose, _keys()).decrypt(data)


def keyed_hash(text: str, *, purpose: str) -> str:
    """64 signs, the same for the same text as long as PERSONAL_DATA_KEY stays."""
    return hmac.new(_derived(purpose, _keys()[0]), text.encode(), sha256).hexdigest()


def weakness_of(key: str) -> str:
    """Why a key for personal data does not do, after its name; "" when it does.

    SECRET_KEY protects sessions and is exchanged now and then: with it the numbers would go.
    """
    if not key:
        return "is missing: identity numbers hang on SECRET_KEY and are lost when that is exchanged"
    if key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        return "is a SECRET_KEY too, which is exchanged now and then"
    if len(key) < 50 or len(set(key)) < 10 or key.startswith(("django-insecure", "local-only")):
        return "is weak"
    return ""


def _keys() -> tuple[str, ...]:
    keys = (settings.PERSONAL_DATA_KEY, settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return tuple(str(key) for key in keys if key)


def _derived(purpose: str, key: str) -> bytes:
    return sha256(f"{purpose}:{key}".encode()).digest()


@lru_cache(maxsize=32)
def _cipher(purpose: str, keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(base64.urlsafe_b64encode(_derived(purpose, key))) for key in keys])
