"""Closing periods, and opening them again by two people.

January to November close by the month; December closes with its year, after the closing entry.
"""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from bumdes.ledger.access import opened
from bumdes.ledger.calculations import first_open_month_end, month_end
from bumdes.ledger.enums import ClosingKind
from bumdes.ledger.models import Book, Closing
from bumdes.ledger.services.refusals import spoken
from core.locks import lock
from core.refusals import Refusal
from core.users.models import User


class NotMonthEnd(Refusal):
    message = _("A period ends on the last day of a month.")
    field = "through"


class EarlierOpen(Refusal):
    message = _("Close the month before it first.")
    field = "through"


class AlreadyClosed(Refusal):
    message = _("This period is closed already.")
    field = "through"


class NotClosed(Refusal):
    message = _("This period is not closed.")
    field = "through"


class ReasonMissing(Refusal):
    message = _("Write why the period is opened again.")
    field = "reason"


def close_period(
    *, book: Book, through: date, made_by: User | None, now: datetime, kind: str = ClosingKind.MONTH
) -> Closing:
    """Close the oldest open month; from now on nothing is dated in it. In the caller's transaction.

    Waits for entries on their way and seals them. Raises NotMonthEnd, AlreadyClosed, EarlierOpen.
    """
    if through != month_end(through):
        raise NotMonthEnd
    lock(book)
    if book.closed_through is not None and through <= book.closed_through:
        raise AlreadyClosed
    if through != first_open_month_end(book.opened_on, book.closed_through):
        raise EarlierOpen
    return _set(book, through=through, kind=kind, made_by=made_by, now=now)


def reopen_period(
    *, book: Book, through: date | None, made_by: User, approved_by: User, reason: str, now: datetime
) -> Closing:
    """Open everything after `through` again (None: the whole book). In the caller's transaction.

    Raises NotClosed, ReasonMissing, NotMonthEnd, OnePerson (also for one person's second sign-in).
    """
    if not reason.strip():
        raise ReasonMissing
    if through is not None and through != month_end(through):
        raise NotMonthEnd
    lock(book)
    if book.closed_through is None or (through is not None and through >= book.closed_through):
        raise NotClosed
    return _set(
        book,
        through=through,
        kind=ClosingKind.REOPENED,
        made_by=made_by,
        approved_by=approved_by,
        reason=reason.strip(),
        now=now,
    )


def _set(
    book: Book,
    *,
    through: date | None,
    kind: str,
    made_by: User | None,
    now: datetime,
    approved_by: User | None = None,
    reason: str = "",
) -> Closing:
    with opened(book), spoken():
        book.closed_through = through
        book.save(update_fields=["closed_through"])
        return Closing.objects.create(
            book=book,
            kind=kind,
            through=through,
            reason=reason,
            made_by=made_by,
            approved_by=approved_by,
            made_at=now,
        )
