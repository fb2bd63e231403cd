"""Who owes for village internet, since when, and whose line is due to be shut off."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

from django.db.models import Count, F, Min, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from bumdes.units.calculations import days_on, part_of_month
from bumdes.units.models import Bill, InternetService, Payment, Subscriber
from core.moments import format_date
from core.money import format_rupiah
from core.paging import Page, paged
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
    return _rows(_late(service, on), service, on=on, office=office)


def arrears_page(service: InternetService, *, on: date, office: str, number: str | None) -> Page:
    """One page of the same list. One query."""
    page = paged(_late(service, on), number=number)
    return replace(page, rows=_rows(page.rows, service, on=on, office=office))


def _late(service: InternetService, on: date) -> QuerySet[Bill, Any]:
    return (
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


def _rows(
    late: Iterable[dict[str, Any]], service: InternetService, *, on: date, office: str
) -> list[ArrearsRow]:
    shut_off_before = on - timedelta(days=service.suspend_after_days)
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


@dataclass(frozen=True)
class AgeGroup:
    """Open bills that are late by some days; `upto` None is the last group."""

    since: int
    upto: int | None
    bills: int
    owed: int


def ages(service: InternetService, *, on: date) -> list[AgeGroup]:
    """What is late, by the age of each bill. One query."""
    bounds: list[tuple[int, int | None]] = [(0, 30), (31, 60), (61, 90), (91, None)]
    sums: dict[str, Any] = {}
    for since, upto in bounds:
        held = Q(due_on__lte=on - timedelta(days=since))
        if upto is not None:
            held &= Q(due_on__gte=on - timedelta(days=upto))
        sums[f"owed_{since}"] = Sum(F("amount") - F("paid"), filter=held, default=0)
        sums[f"bills_{since}"] = Count("pk", filter=held)
    late = Bill.objects.still_open().filter(subscriber__service=service, due_on__lt=on).aggregate(**sums)
    return [
        AgeGroup(since, upto, bills=late[f"bills_{since}"], owed=late[f"owed_{since}"])
        for since, upto in bounds
    ]


@dataclass(frozen=True)
class Figures:
    active: int
    billed: int  # of this month, without what was waived
    received: int  # this month, for whichever bills
    owed: int  # past its day
    late_bills: int


def figures(service: InternetService, *, on: date) -> Figures:
    """What the home of the unit shows. Three queries."""
    first = on.replace(day=1)
    late = Q(paid__lt=F("amount"), due_on__lt=on)
    bills = Bill.objects.filter(subscriber__service=service, cancelled_on=None).aggregate(
        billed=Sum("amount", filter=Q(month=first), default=0),
        owed=Sum(F("amount") - F("paid"), filter=late, default=0),
        late=Count("pk", filter=late),
    )
    received = Payment.objects.filter(
        subscriber__service=service, paid_on__gte=first, paid_on__lte=on
    ).aggregate(total=Sum("amount", default=0))
    active = Subscriber.objects.filter(service=service, started_on__lte=on, suspended_on=None)
    return Figures(
        active=active.filter(Q(ended_on=None) | Q(ended_on__gte=on)).count(),
        billed=bills["billed"],
        received=received["total"],
        owed=bills["owed"],
        late_bills=bills["late"],
    )


def subscribers(service: InternetService, *, words: str = "") -> QuerySet[Subscriber]:
    """Subscribers by number, each with `owed`; by name, house, phone or number where words are given."""
    found = Subscriber.objects.filter(service=service)
    if words:
        held = (
            Q(name__icontains=words)
            | Q(hamlet__icontains=words)
            | Q(phone__contains=words.lstrip("0") or words)
        )
        if words.isascii() and words.isdigit() and len(words) < 9:
            held |= Q(number=int(words))
        found = found.filter(held)
    owed = Sum(F("bills__amount") - F("bills__paid"), filter=Q(bills__cancelled_on=None), default=0)
    return found.select_related("package").annotate(owed=owed).order_by("number")


def paid_ahead(subscriber: Subscriber) -> int:
    """What a subscriber paid and no bill took yet. One query."""
    paid = Payment.objects.filter(subscriber=subscriber)
    used = Sum("parts__amount", default=0)
    rows = paid.annotate(used=used).values_list("amount", "used")
    return sum(amount - taken for amount, taken in rows)


BILL_STATES = {
    "terbuka": Q(cancelled_on=None, paid__lt=F("amount")),
    "lunas": Q(cancelled_on=None, paid=F("amount")),
    "dibebaskan": Q(cancelled_on__isnull=False),
}


def bills_of(service: InternetService, *, month: date, state: str = "") -> QuerySet[Bill]:
    """A month's bills by the subscriber's number; `state` is a word of BILL_STATES, or all."""
    found = Bill.objects.filter(BILL_STATES.get(state, Q()), subscriber__service=service, month=month)
    return found.select_related("subscriber").order_by("subscriber__number", "pk")


@dataclass(frozen=True)
class MonthSums:
    """What was billed for a month, and what came of it."""

    bills: int
    billed: int
    paid: int
    waived: int

    @property
    def rest(self) -> int:
        return self.billed - self.paid - self.waived


def month_sums(service: InternetService, *, month: date) -> MonthSums:
    """One query."""
    found = Bill.objects.filter(subscriber__service=service, month=month).aggregate(
        bills=Count("pk"),
        billed=Sum("amount", default=0),
        paid=Sum("paid", default=0),
        waived=Sum("amount", filter=BILL_STATES["dibebaskan"], default=0),
    )
    return MonthSums(**found)


@dataclass(frozen=True)
class Due:
    """A line that a month's run will bill, and for how much."""

    line: Subscriber
    amount: int


def lines_due(service: InternetService, first: date, *, locked: bool = False) -> list[Due]:
    """Lines that were on in the month and have no bill of it. One query.

    `locked` holds them against payments until the transaction ends: for the run itself.
    """
    after = (first + timedelta(days=31)).replace(day=1)
    lines = (
        Subscriber.objects.filter(service=service, started_on__lt=after, package__days=None)
        .filter(Q(ended_on=None) | Q(ended_on__gte=first))
        .filter(Q(suspended_on=None) | Q(suspended_on__gte=first))
        .exclude(bills__month=first)
        .select_related("package")
        .order_by("pk")
    )
    if locked:
        lines = lines.select_for_update(of=("self",), no_key=True)
    rows = []
    for line in lines:
        ends = [day for day in (line.ended_on, line.suspended_on) if day is not None]
        days, length = days_on(first, since=line.started_on, until=min(ends, default=None))
        if days:
            rows.append(Due(line, part_of_month(line.package.price, days, length)))
    return rows
