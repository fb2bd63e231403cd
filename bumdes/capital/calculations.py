"""How much of Dana Desa must go to food security. Pure."""

from __future__ import annotations


def food_security_share(village_fund: int) -> int:
    """A fifth of a year's Dana Desa in whole rupiah, rounded up: "at least 20 %".

    Source: Kepmendesa PDT 3/2025.
    """
    if village_fund < 0:
        raise ValueError("Dana Desa is not negative")
    return -(-village_fund // 5)
