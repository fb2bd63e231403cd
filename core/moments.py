"""Moments and days as Indonesians read them. Times are kept in UTC and shown in WIB."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import get_language

_DAYS = {
    "id": ["Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"],
    "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
}
_MONTHS = {
    "id": [
        "Januari",
        "Februari",
        "Maret",
        "April",
        "Mei",
        "Juni",
        "Juli",
        "Agustus",
        "September",
        "Oktober",
        "November",
        "Desember",
    ],
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
}


def _language() -> str:
    return "en" if (get_language() or "id").startswith("en") else "id"


def format_day(day: date) -> str:
    """Senin, 23 November 2026."""
    if isinstance(day, datetime):
        day = timezone.localtime(day).date()
    names = _language()
    return f"{_DAYS[names][day.weekday()]}, {day.day} {_MONTHS[names][day.month - 1]} {day.year}"


def format_date(day: date) -> str:
    """23 November 2026: for documents, where the weekday says nothing."""
    return f"{day.day} {_MONTHS[_language()][day.month - 1]} {day.year}"


def format_month(day: date) -> str:
    """November 2026."""
    return f"{_MONTHS[_language()][day.month - 1]} {day.year}"


def format_moment(moment: datetime) -> str:
    """Senin, 23 November 2026, 08.05 WIB."""
    local = timezone.localtime(moment)
    return f"{format_day(local.date())}, {local:%H.%M} WIB"


def format_short(moment: datetime) -> str:
    """23 Nov 08.05: for lists, where the year and the zone are plain."""
    local = timezone.localtime(moment)
    return f"{local.day} {_MONTHS[_language()][local.month - 1][:3]} {local:%H.%M}"


def format_time(moment: datetime) -> str:
    """08.05 WIB."""
    return f"{timezone.localtime(moment):%H.%M} WIB"


def day_name(weekday: int) -> str:
    """The name of a weekday, 0 for Monday."""
    return _DAYS[_language()][weekday]


def month_name(month: int) -> str:
    """The name of a month, 1 for January."""
    return _MONTHS[_language()][month - 1]
