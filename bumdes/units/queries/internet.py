"""Who owes for village internet, since when, and whose line is due to be shut off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import quote

from django.db.models import F, Min, Sum
from django.utils.translation import gettext as _

from bumdes.units.models import Bill, InternetService
from core.moments import format_date
from core.money import format_rupiah
from core.users.phones import whatsapp_link


@dataclass(frozen=True)
class ArrearsRow:
    """One subscriber's open bills that are past their day, in rupiah and days."""

    pk: int
    number: int
    name: str
    phone: str
    hamlet: str
    owed: int
    oldest_due: date
    days_late: int
    shut_off_is_due: bool
    reminder_url: str  # "" without a number


def arrears(service: InternetService, *, on: date, office: str) -> list[ArrearsRow]:
    """Who is late on a day, the longest first. `office` is where they pay. One query."""
    shut_off_before = on - timedelta(days=service.suspend_after_days)
    late = (
        Bill.objects.still_open()
        .filter(subscriber__service=service, due_on__lt=on)
        .values("subscriber", "subscriber__number", "subscriber__name", "subscriber__phone")
        .annotate(
            hamlet=F("subscriber__hamlet"),
            suspended_on=F("subscriber__suspended_on"),
            owed=Sum(F("amount") - F("paid")),
            oldest=Min("due_on"),
        )
        .order_by("oldest", "subscriber")
    )
    return [
        ArrearsRow(
            pk=row["subscriber"],
            number=row["subscriber__number"],
            name=row["subscriber__name"],
            phone=row["subscriber__phone"],
            hamlet=row["hamlet"],
            owed=row["owed"],
            oldest_due=row["oldest"],
            days_late=(on - row["oldest"]).days,
            shut_off_is_due=row["suspended_on"] is None and row["oldest"] < shut_off_before,
            reminder_url=_reminder(
                row["subscriber__name"], row["subscriber__phone"], row["owed"], row["oldest"], office
            ),
        )
        for row in late
    ]


def _reminder(name: str, phone: str, owed: int, due: date, office: str) -> str:
    if not phone:
        return ""
    words = _(
        "Good day %(name)s. Your internet bill of %(amount)s was due on %(date)s. "
        "Please pay it at %(office)s. Thank you."
    ) % {"name": name, "amount": format_rupiah(owed), "date": format_date(due), "office": office}
    return f"{whatsapp_link(phone)}?text={quote(words)}"
