"""Public references: random, never countable, easy to read out and to type."""

from __future__ import annotations

import secrets
import time
import uuid

# No 0/O, 1/I/L or U: what a cashier reads aloud must have one spelling.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def random_reference(length: int = 10) -> str:
    """A random string over ALPHABET; 10 signs carry 49 bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def random_token() -> str:
    """An unguessable URL part of 22 signs (128 bits)."""
    return secrets.token_urlsafe(16)


def new_id() -> uuid.UUID:
    """A UUID of version 7: in the order of the clock to the millisecond, random behind it.

    Source: RFC 9562 §5.7. Python has its own from 3.14 on.
    """
    millis = time.time_ns() // 1_000_000
    rand_a, rand_b = secrets.randbits(12), secrets.randbits(62)
    return uuid.UUID(int=millis << 80 | 0x7 << 76 | rand_a << 64 | 0b10 << 62 | rand_b)


def check_sign(body: str) -> str:
    """The sign that makes a typing mistake visible.

    Finds every single wrong sign, and every swap of neighbours except one pair.
    Source: Luhn's algorithm modulo N, N = 30.
    """
    n, factor, total = len(ALPHABET), 2, 0
    for sign in reversed(body):
        addend = factor * ALPHABET.index(sign)
        total += addend // n + addend % n
        factor = 3 - factor
    return ALPHABET[-total % n]


def payment_code() -> str:
    """Eight signs, the last of which is a check sign: what the buyer shows at a counter."""
    body = random_reference(7)
    return body + check_sign(body)


def read_code(typed: str) -> str | None:
    """The code that was typed, spaces, dashes and case forgiven, or None when it cannot be one."""
    code = "".join(typed.split()).replace("-", "").upper()
    if len(code) != 8 or any(sign not in ALPHABET for sign in code):
        return None
    return code if check_sign(code[:-1]) == code[-1] else None


def grouped(code: str, size: int = 4) -> str:
    """A code in groups, for reading aloud: ABCD-EFGH."""
    return "-".join(code[i : i + size] for i in range(0, len(code), size))
