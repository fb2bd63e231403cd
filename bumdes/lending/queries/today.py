"""An officer's day: whose instalments are due or late, who is to be visited, which groups meet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Any
from urllib.parse import quote

from django.db.models import F, Min, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from bumdes.ledger.models import Book
from bumdes.lending.application_kinds import ApplicationState
from bumdes.lending.loan_kinds import LoanState
from bumdes.lending.models import Application, InstalmentBalance, Loan
from bumdes.lending.queries.sheets import OWED
from bumdes.members.models import Group
from bumdes.organisations.models import Organisation
from core.moments import format_date
from core.money import format_rupiah
from core.paging import Page, paged
from core.users.models import User
from core.users.phones import whatsapp_link

PER_PAGE = 60
MOST_VISITS = 30


@dataclass(frozen=True)
class DueRow:
    """What one loan owes by today, less what already waits for it; in rupiah."""

    reference: str
    name: str
    group_id: int | None
    village: str
    address: str
    phone: str
    product: str
    officer: str
    owed: int
    oldest: date
    days_late: int
    reminder_url: str  # "" without a number


@dataclass(frozen=True)
class DueSums:
    loans: int
    owed: int


def due_rows(book: Book, *, on: date, officer: User | None) -> QuerySet[InstalmentBalance, Any]:
    """Each loan with something due by a day, by village, address and name; of one officer, or of all."""
    rows = InstalmentBalance.objects.filter(
        book=book, is_open=True, due__lte=on, loan__state=LoanState.ACTIVE
    )
    if officer is not None:
        rows = rows.filter(loan__officer=officer)
    return (
        rows.values(
            reference=F("loan__reference"),
            group=F("loan__group_id"),
            name=Coalesce("loan__member__name", "loan__group__name"),
            village=Coalesce("loan__member__village__name", "loan__group__village__name"),
            address=Coalesce("loan__member__address", "loan__group__meeting_place"),
            phone=F("loan__member__phone"),
            product=F("loan__product__name"),
            officer=F("loan__officer__name"),
        )
        .annotate(owed=Sum(OWED) - F("loan__deposit"), oldest=Min("due"))
        .filter(owed__gt=0)
        .order_by("village", "address", "name", "reference")
    )


def due_page(
    book: Book, *, on: date, officer: User | None, office: str, number: str | None, **kept: str
) -> Page:
    """A page of due_rows() with a text to send. `office` is where one pays. One query."""
    page = paged(due_rows(book, on=on, officer=officer), number=number, size=PER_PAGE, **kept)
    return replace(page, rows=[_row(row, on=on, office=office) for row in page.rows])


def by_village(rows: Sequence[DueRow]) -> list[tuple[str, list[DueRow]]]:
    return [(village, list(part)) for village, part in groupby(rows, key=lambda row: row.village)]


def due_sums(book: Book, *, on: date, officer: User | None) -> DueSums:
    """How many loans, and how much of them all. One query."""
    owed = [row["owed"] for row in due_rows(book, on=on, officer=officer).order_by()]
    return DueSums(len(owed), sum(owed))


def _row(row: dict[str, Any], *, on: date, office: str) -> DueRow:
    phone, oldest = row["phone"] or "", row["oldest"]
    return DueRow(
        reference=row["reference"],
        name=row["name"],
        group_id=row["group"],
        village=row["village"],
        address=row["address"],
        phone=phone,
        product=row["product"],
        officer=row["officer"] or "",
        owed=row["owed"],
        oldest=oldest,
        days_late=(on - oldest).days,
        reminder_url=reminder(phone, name=row["name"], owed=row["owed"], due=oldest, on=on, office=office),
    )


def reminder(phone: str, *, name: str, owed: int, due: date, on: date, office: str) -> str:
    """A wa.me address with words that may be sent as they are; "" without a number. Nothing is sent."""
    if not phone:
        return ""
    values = {"name": name, "amount": format_rupiah(owed), "date": format_date(due), "office": office}
    if due < on:
        words = _(
            "Good day %(name)s. Of your loan %(amount)s has been due since %(date)s. "
            "Please pay it at %(office)s, or tell us when we may call. Thank you."
        )
    else:
        words = _(
            "Good day %(name)s. Today an instalment of %(amount)s of your loan is due. "
            "You can pay it at %(office)s. Thank you."
        )
    return f"{whatsapp_link(phone)}?text={quote(words % values)}"


def officers_of(book: Book) -> list[User]:
    """Who looks after running loans, by name. One query."""
    looked_after = Loan.objects.of(book).active().values("officer")
    return list(User.objects.filter(pk__in=looked_after).order_by("name", "pk"))


def to_survey(book: Book, *, officer: User | None) -> list[Application]:
    """Applications that wait for a visit, the oldest first: the officer's and those that are nobody's."""
    rows = Application.objects.of(book).filter(state=ApplicationState.APPLIED)
    if officer is not None:
        rows = rows.filter(Q(officer=officer) | Q(officer=None))
    rows = rows.select_related("member__village", "group__village", "product")
    return list(rows.order_by("made_at", "pk")[:MOST_VISITS])


def meetings(organisation: Organisation, *, on: date) -> list[Group]:
    """The groups that meet on a day, by the hour. One query."""
    rows = Group.objects.of(organisation).active().filter(meeting_weekday=on.weekday())
    found = rows.select_related("village").order_by("meeting_time", "name", "pk")
    return [group for group in found if group.meets_on(on)]
