"""Fees and boats, without a database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

WIB = ZoneInfo("Asia/Jakarta")


@dataclass(frozen=True)
class Tariff:
    """A river parcel: base fee up to base_grams, then per kilogram begun. Whole rupiah."""

    base_fee: int
    base_grams: int
    fee_per_kg: int
    max_grams: int


def river_fee(tariff: Tariff, *, grams: int) -> int | None:
    """The fee of one parcel, None when it is too heavy for the boat."""
    if grams > tariff.max_grams:
        return None
    over = max(grams - tariff.base_grams, 0)
    return tariff.base_fee + -(-over // 1000) * tariff.fee_per_kg


def next_departure(
    timetable: Iterable[tuple[int, time]], *, after: datetime, cutoff_minutes: int
) -> datetime | None:
    """The first weekly departure whose cut-off is still ahead of `after`.

    timetable: (weekday with 0 for Monday, local time) rows. Times are WIB, which has no
    daylight saving. None for an empty timetable.
    """
    local = after.astimezone(WIB)
    best: datetime | None = None
    for weekday, at in timetable:
        day = local.date() + timedelta(days=(weekday - local.weekday()) % 7)
        departs = datetime.combine(day, at, tzinfo=WIB)
        if departs - timedelta(minutes=cutoff_minutes) <= local:
            departs += timedelta(days=7)
        if best is None or departs < best:
            best = departs
    return best
