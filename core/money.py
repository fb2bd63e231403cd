"""Whole rupiah: reading what people type, writing what they read, splitting without loss."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext_lazy as _

from core.refusals import Refusal

MAX_RUPIAH = 999_999_999_999  # Rp999 miliar; every money column of ours holds it.
_UNITS = {"rb": 1_000, "ribu": 1_000, "k": 1_000, "jt": 1_000_000, "juta": 1_000_000, "m": 10**9}
_TYPED = re.compile(r"^(?:rp\.?)?\s*(?P<number>[\d.,]+)\s*(?P<unit>rb|ribu|k|jt|juta|m)?$")


class NotRupiah(Refusal):
    message = _("Write an amount in rupiah, such as 15000 or 15.000.")


def parse_rupiah(typed: str) -> int:
    """Whole rupiah from what a person types: 15000, 15.000, Rp 15.000, 15rb, 15k, 1,5jt.

    Raises NotRupiah for anything else: a sign, a fraction of a rupiah, an exponent,
    a misplaced group ("1.50") or more than MAX_RUPIAH.
    """
    match = _TYPED.match(typed.strip().lower())
    if not match:
        raise NotRupiah
    number, unit = match["number"], match["unit"]
    if unit:
        if "." in number and "," in number:
            raise NotRupiah
        try:
            amount = Decimal(number.replace(",", ".")) * _UNITS[unit]
        except InvalidOperation as error:
            raise NotRupiah from error
        if amount != amount.to_integral_value():
            raise NotRupiah
        value = int(amount)
    else:
        # In Indonesian a dot groups thousands; a comma would start sen, which we do not have.
        if not re.fullmatch(r"\d+|\d{1,3}(\.\d{3})+|\d{1,3}(,\d{3})+", number):
            raise NotRupiah
        value = int(number.replace(".", "").replace(",", ""))
    if value > MAX_RUPIAH:
        raise NotRupiah(_("This amount is too large."))
    return value


def as_rupiah(amount: Decimal | int) -> int:
    """A whole-rupiah int from Oscar's Decimal. Raises ValueError when it has a fraction."""
    whole = int(amount)
    if whole != amount:
        raise ValueError(f"{amount} is not whole rupiah")
    return whole


def format_rupiah(amount: int | Decimal) -> str:
    """Rp15.000: no space, dot groups, no decimals; a minus stands before Rp."""
    whole = as_rupiah(amount)
    digits = f"{abs(whole):,}".replace(",", ".")
    return f"-Rp{digits}" if whole < 0 else f"Rp{digits}"


def allocate(total: int, weights: Sequence[int]) -> list[int]:
    """Split whole rupiah in proportion to weights, losing none.

    Shape: one share per weight, in the same order; shares sum to `total`.
    Raises ValueError unless total >= 0, weights >= 0 and one of them is positive.
    Source: largest-remainder (Hamilton) apportionment; ties go to the earlier weight.
    """
    whole = sum(weights)
    if total < 0 or whole <= 0 or min(weights) < 0:
        raise ValueError("allocate needs total >= 0 and a positive weight")
    shares = [total * weight // whole for weight in weights]
    neediest = sorted(range(len(weights)), key=lambda i: -(total * weights[i] % whole))
    for i in neediest[: total - sum(shares)]:
        shares[i] += 1
    return shares


_ONES = [
    "nol",
    "satu",
    "dua",
    "tiga",
    "empat",
    "lima",
    "enam",
    "tujuh",
    "delapan",
    "sembilan",
    "sepuluh",
    "sebelas",
]


def terbilang(amount: int) -> str:
    """An amount in Indonesian words, without the word rupiah: 11500 -> sebelas ribu lima ratus."""
    if amount < 0:
        return f"minus {terbilang(-amount)}"
    if amount < 12:
        return _ONES[amount]
    if amount < 20:
        return f"{_ONES[amount - 10]} belas"
    for size, one, word in (
        (10**12, "satu triliun", "triliun"),
        (10**9, "satu miliar", "miliar"),
        (10**6, "satu juta", "juta"),
        (1000, "seribu", "ribu"),
        (100, "seratus", "ratus"),
        (10, "", "puluh"),
    ):
        if amount >= size:
            head, rest = divmod(amount, size)
            words = one if head == 1 and one else f"{terbilang(head)} {word}"
            return f"{words} {terbilang(rest)}" if rest else words
    raise AssertionError("unreachable")
