"""Finding that bank and books agree at a month's end: a fact that is kept and not edited."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from bumdes.banking.models import Reconciliation
from bumdes.banking.queries.statements import OPEN, latest, statement_of
from bumdes.banking.services.matching import hold
from bumdes.banking.services.refusals import LinesOpen, MonthNotOver, NotBegun, NoteMissing, Unexplained
from bumdes.ledger.access import opened
from bumdes.ledger.models import Account
from core.audit.services import record
from core.money import format_rupiah
from core.users.models import User


def mark_reconciled(
    *, account: Account, month_end: date, bank_balance: int, note: str = "", actor: User, now: datetime
) -> Reconciliation:
    """Keep that bank and books agree at a month's end, with every item that lies between them.

    The same again gives the same fact; a month that changed since gets a further one. Raises
    MonthNotOver, NotBegun, LinesOpen, Unexplained, NoteMissing.
    """
    if month_end >= timezone.localdate(now):
        raise MonthNotOver
    with transaction.atomic(durable=True), opened(account.book):
        hold(account)
        statement = statement_of(account, month_end=month_end, bank_balance=bank_balance)
        if statement is None:
            raise NotBegun
        if still_open := len(statement.of(OPEN)):
            raise LinesOpen(count=still_open)
        if statement.difference:
            raise Unexplained(amount=format_rupiah(statement.difference))
        if statement.before_start and not note.strip():
            raise NoteMissing
        items = [item.as_json() for item in statement.items]
        last = latest(account, month_end=month_end)
        if last is not None and (last.bank_balance, last.book_balance, last.items, last.note) == (
            bank_balance,
            statement.book_balance,
            items,
            note.strip(),
        ):
            return last
        fact = Reconciliation.objects.create(
            book=account.book,
            account=account,
            month_end=month_end,
            number=last.number + 1 if last else 1,
            bank_balance=bank_balance,
            book_balance=statement.book_balance,
            in_transit=statement.in_transit,
            outstanding=statement.outstanding,
            booked_later=statement.booked_later,
            before_start=statement.before_start,
            note=note.strip()[:200],
            items=items,
            made_by=actor,
            made_at=now,
        )
        record(
            action="bank.reconciled",
            subject=fact,
            actor=actor,
            at=now,
            month_end=month_end.isoformat(),
            bank_balance=bank_balance,
        )
    return fact
