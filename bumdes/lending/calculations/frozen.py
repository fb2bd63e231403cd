"""The terms of a loan as they are kept with it, for ever. Pure."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any

from bumdes.lending.calculations.terms import DayCount, Frequency, Method, RoundingMode, Terms

_CHOICES: dict[str, type[StrEnum]] = {
    "method": Method,
    "frequency": Frequency,
    "day_count": DayCount,
    "rounding_mode": RoundingMode,
}
_FRACTIONS = ("annual_rate", "period_rate")
_DAYS = ("disbursed", "first_due")


def terms_to_json(terms: Terms) -> dict[str, Any]:
    """Every field under its name; fractions as "1/50", days as 2026-01-31."""
    return {field.name: _plain(getattr(terms, field.name)) for field in fields(Terms)}


def _plain(value: Any) -> Any:
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return value.value if isinstance(value, StrEnum) else value


def terms_from_json(kept: dict[str, Any]) -> Terms:
    """What terms_to_json wrote. A field that is newer than the loan has its default."""
    read: dict[str, Any] = dict(kept)
    for name, choices in _CHOICES.items():
        read[name] = choices(read[name])
    for name in _FRACTIONS:
        read[name] = Fraction(read[name]) if read[name] is not None else None
    for name in _DAYS:
        read[name] = date.fromisoformat(read[name]) if read[name] is not None else None
    if read["due_dates"] is not None:
        read["due_dates"] = tuple(date.fromisoformat(day) for day in read["due_dates"])
    return Terms(**read)
