"""Quantities in thousandths of a measure, and moving average cost in whole rupiah. Pure."""

from __future__ import annotations

import re

PER_MEASURE = 1000  # a quantity of 1.250 kg is kept as 1250
MAX_MILLI = 999_999_999
_TYPED = re.compile(r"^(?P<whole>\d{1,3}(?:\.\d{3})+|\d+)(?:,(?P<part>\d{1,3}))?$")
_POINTED = re.compile(r"^(?P<whole>\d+)\.(?P<part>\d{1,2})$")


def issue_value(*, value: int, on_hand_milli: int, quantity_milli: int) -> int:
    """What leaves with a quantity, at the average: rounded half up, and the last takes the rest.

    Raises ValueError unless 0 < quantity_milli <= on_hand_milli.
    Source: moving average cost, SAK EP chapter 13.
    """
    if not 0 < quantity_milli <= on_hand_milli:
        raise ValueError("no more leaves than there is")
    if quantity_milli == on_hand_milli:
        return value
    return (2 * value * quantity_milli + on_hand_milli) // (2 * on_hand_milli)


def share_of(total: int, *, quantity_milli: int, of_milli: int) -> int:
    """A quantity's part of an amount, rounded half up."""
    return (2 * total * quantity_milli + of_milli) // (2 * of_milli) if of_milli else 0


def average(value: int, on_hand_milli: int) -> int:
    """Cost of one measure in whole rupiah, rounded half up; 0 for nothing."""
    return share_of(value, quantity_milli=PER_MEASURE, of_milli=on_hand_milli)


def price_of(unit_price: int, quantity_milli: int) -> int:
    """What a quantity costs at a price per measure, rounded half up."""
    return share_of(unit_price, quantity_milli=quantity_milli, of_milli=PER_MEASURE)


def parse_quantity(typed: str) -> int | None:
    """Thousandths from 12, 1.200 (grouped), 2,5 or 0.5; None for anything else."""
    text = typed.strip()
    match = _TYPED.match(text) or _POINTED.match(text)
    if match is None:
        return None
    part = (match["part"] or "").ljust(3, "0")
    milli = int(match["whole"].replace(".", "")) * PER_MEASURE + int(part)
    return milli if milli <= MAX_MILLI else None


def format_quantity(milli: int) -> str:
    """As people write it: 1.200, 2,5, -0,125."""
    whole, part = divmod(abs(milli), PER_MEASURE)
    text = f"{whole:,}".replace(",", ".")
    if part:
        text += f",{part:03d}".rstrip("0")
    return f"-{text}" if milli < 0 else text
