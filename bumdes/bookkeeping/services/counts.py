"""Counting the cash box against the book."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bumdes.bookkeeping.acts import COUNT
from bumdes.bookkeeping.calculations import worth
from bumdes.bookkeeping.models import CashCount
from bumdes.ledger.access import opened
from bumdes.ledger.models import Account
from bumdes.ledger.queries import accounts_of, balance
from bumdes.ledger.services import Draft, cr, dr, propose
from core.locks import lock_name
from core.money import format_rupiah
from core.refusals import Conflict, Refusal
from core.users.models import User


class ReasonMissing(Refusal):
    message = _("The count differs from the book by %(difference)s. Write the reason.")
    field = "reason"


class BookMoved(Refusal):
    message = _("While you counted, the book went from %(before)s to %(after)s. Look again, then save.")


def count_cash(
    *,
    account: Account,
    pieces: Mapping[int, int],
    booked: int,
    reason: str,
    key: str,
    actor: User,
    now: datetime,
) -> CashCount:
    """Keep a count of notes and coins, and propose an entry for a difference to a second person.

    `booked` is the balance that the counter was shown. The same key gives the first count again.
    Raises ReasonMissing, BookMoved, and Conflict for the same key with another count.
    """
    book, counted = account.book, worth(pieces)
    kept = {str(value): number for value, number in pieces.items() if number}
    with transaction.atomic(durable=True), opened(book):
        lock_name(f"count:{book.pk}:{account.pk}")
        earlier = CashCount.objects.filter(book=book, key=f"count:{key}").first()
        if earlier is not None:
            if (earlier.account_id, earlier.pieces) != (account.pk, kept):
                raise Conflict
            return earlier
        held = balance(account)
        if held != booked:
            raise BookMoved(before=format_rupiah(booked), after=format_rupiah(held))
        if counted != held and not reason.strip():
            raise ReasonMissing(difference=format_rupiah(counted - held))
        count = CashCount.objects.create(
            book=book,
            account=account,
            counted_on=timezone.localdate(now),
            pieces=kept,
            counted=counted,
            booked=held,
            reason=reason.strip(),
            key=f"count:{key}",
            counted_by=actor,
            counted_at=now,
        )
        if count.difference:
            propose(_correction(count), now=now)
    return count


def _correction(count: CashCount) -> Draft:
    """What brings the book to the count: too much is other income, too little other expense."""
    accounts, gap = accounts_of(count.book), count.difference
    against = accounts["cash_over" if gap > 0 else "cash_short"]
    return Draft(
        book=count.book,
        date=count.counted_on,
        description=(gettext("Difference found by counting: %(reason)s") % {"reason": count.reason})[:200],
        lines=[dr(count.account, gap), cr(against, gap)],
        source=COUNT,
        subject=f"count:{count.pk}",
        key=count.key,
        made_by=count.counted_by,
    )
