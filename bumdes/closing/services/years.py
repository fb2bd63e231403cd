"""Closing a year: its income and expense go to retained earnings, and December is closed."""

from __future__ import annotations

from datetime import date, datetime

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from bumdes.closing.models import YearClosing
from bumdes.closing.services.months import MonthNotOver, keep_findings
from bumdes.ledger.access import opened
from bumdes.ledger.calculations import period_of
from bumdes.ledger.drafts import Draft, Line, cr
from bumdes.ledger.enums import RESULT_TYPES, ClosingKind, EntryKind
from bumdes.ledger.models import Book
from bumdes.ledger.queries import accounts_of, units_of
from bumdes.ledger.services import close_period, post
from bumdes.organisations.books import book_of
from bumdes.organisations.models import Organisation
from core.locks import lock
from core.refusals import Refusal
from core.users.models import User


class MonthsStillOpen(Refusal):
    message = _("Close every month through November first.")


class YearClosed(Refusal):
    message = _("This year is closed already.")


def close_year(
    *, organisation: Organisation, year: int, reason: str, actor: User | None, now: datetime
) -> YearClosing:
    """Close December with its year, in one entry dated 31 December, per account and unit.

    Income, cost, expense and tax go to retained earnings, and so do the owners' shares that were
    booked in the year (3.2, drawings). Raises MonthsStillOpen, YearClosed, MonthNotOver, and as
    close_month().
    """
    book, last_day = book_of(organisation), date(year, 12, 31)
    if last_day >= now.date():
        raise MonthNotOver
    with transaction.atomic(durable=True), opened(book):
        lock(book)
        if YearClosing.objects.filter(organisation=organisation, year=year, undone_at=None).exists():
            raise YearClosed
        november = date(year, 11, 30)
        if book.opened_on <= november and (book.closed_through is None or book.closed_through < november):
            raise MonthsStillOpen
        times = YearClosing.objects.filter(organisation=organisation, year=year).count()
        lines, result = closing_lines(book, year)
        entry = None
        if lines:
            entry = post(
                Draft(
                    book=book,
                    date=last_day,
                    description=f"Tutup buku tahun {year}",
                    lines=lines,
                    source="closing.year",
                    subject=f"year:{year}",
                    key=f"closing.year:{year}:{times}",
                    kind=EntryKind.CLOSING,
                    made_by=actor,
                ),
                now=now,
            )
        closing = close_period(book=book, through=last_day, made_by=actor, now=now, kind=ClosingKind.YEAR)
        keep_findings(organisation, closing, reason=reason, actor=actor, now=now)
        return YearClosing.objects.create(
            organisation=organisation, year=year, result=result, entry=entry, made_by=actor, made_at=now
        )


# The year's movements of what is closed; one row for each account and unit that moved.
_MOVED = """
SELECT account_id, unit_id, sum(debit - credit)::bigint
FROM ledger_total
WHERE book_id = %s AND period BETWEEN %s AND %s AND account_id = ANY (%s)
GROUP BY account_id, unit_id HAVING sum(debit - credit) <> 0
ORDER BY account_id, unit_id
"""


def closing_lines(book: Book, year: int) -> tuple[list[Line], int]:
    """The lines that bring a year's result to retained earnings, and that result in rupiah.

    Three queries. Drawings are closed too, but are no part of the result.
    """
    accounts, units = accounts_of(book), {unit.pk: unit for unit in units_of(book).values()}
    drawings = {accounts[role].pk for role in ("village_drawing", "community_drawing") if role in accounts}
    closed = [account.pk for account in accounts if account.is_result] + sorted(drawings)
    with opened(book), connection.cursor() as cursor:
        cursor.execute(_MOVED, [book.pk, period_of(date(year, 1, 1)), period_of(date(year, 12, 31)), closed])
        moved = cursor.fetchall()
    lines: list[Line] = []
    kept: dict[int, int] = {}
    result = 0
    for account_id, unit_id, debits in moved:
        account = accounts.by_pk(account_id)
        lines.append(cr(account, debits, units[unit_id]))
        kept[unit_id] = kept.get(unit_id, 0) - debits
        if account.type in RESULT_TYPES:
            result -= debits
    lines += [cr(accounts["retained_earnings"], amount, units[unit]) for unit, amount in kept.items()]
    return lines, result
