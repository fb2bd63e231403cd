"""Payouts in the books: each payment and each return once, in the operator's book and a BUMDes's own."""

from __future__ import annotations

from datetime import datetime

import structlog
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from bumdes.ledger.access import opened
from bumdes.ledger.drafts import Draft, Line, cr, dr
from bumdes.ledger.models import Book, Entry
from bumdes.ledger.queries import accounts_of
from bumdes.ledger.services import post, reverse
from bumdes.ledger.services.refusals import NotEnough
from core.refusals import Refusal
from marketplace.settlement.models import OperatorBook, Payout, PayoutBooking, PayoutMove
from marketplace.settlement.services.booking import open_day
from marketplace.settlement.services.rails import RAILS

log = structlog.get_logger(__name__)

State = Payout.State


def book_payouts(*, now: datetime) -> int:
    """Put every payment and return that is not in the books into them, oldest first; gives how many.

    What an account cannot pay by the books waits, and so does all that follows it. What the book of a
    BUMDes refuses waits alone.
    """
    operator = OperatorBook.objects.select_related("book").first()
    if operator is None:
        return 0
    moved = PayoutMove.objects.filter(
        Q(to_state=State.PAID) | Q(from_state=State.PAID, to_state=State.FAILED), booking=None
    )
    keys = list(moved.order_by("pk").values_list("pk", flat=True))
    return sum(_book(key, operator.book, now=now) for key in keys)


def _book(key: int, book: Book, *, now: datetime) -> bool:
    try:
        with transaction.atomic(durable=True):
            move = (
                PayoutMove.objects.filter(pk=key)
                .select_related("payout__seller", "payout__hub__book")
                .select_for_update(no_key=True, skip_locked=True, of=("self",))
                .first()
            )
            # Another worker has it in hand, or had it a moment ago.
            if move is None or PayoutBooking.objects.filter(move=move).exists():
                return False
            if move.to_state == State.FAILED:
                return _came_back(move, book, now=now)
            hub_book = move.payout.hub.book if move.payout.hub else None
            # Books in the order of their keys, as everybody takes them who posts in several.
            entries: dict[int, Entry] = {}
            for each in sorted((b for b in (book, hub_book) if b is not None), key=lambda b: b.pk):
                entries[each.pk] = _paid(move, each, is_hub=each is hub_book, now=now)
            PayoutBooking.objects.create(
                move=move,
                entry=entries[book.pk],
                hub_entry=entries[hub_book.pk] if hub_book else None,
                at=now,
            )
    except NotEnough:
        return False
    except Refusal as refusal:
        log.error("payout_not_booked", move=key, why=str(refusal.message))
        return False
    return True


def _paid(move: PayoutMove, book: Book, *, is_hub: bool, now: datetime) -> Entry:
    payout = move.payout
    with opened(book):
        accounts = accounts_of(book)
        debit = accounts["marketplace_clearing" if is_hub else "seller_payable"]
        credit = accounts["cash" if is_hub else RAILS[payout.rail].role]
        lines: list[Line] = [
            dr(debit, payout.amount, memo=payout.reference),
            cr(credit, payout.amount, memo=payout.reference),
        ]
        return post(
            Draft(
                book=book,
                date=open_day(book, timezone.localdate(move.at)),
                description=f"Pencairan {payout.reference} kepada {payout.seller.name}"[:200],
                lines=lines,
                source="settlement.payout",
                subject=f"payout:{payout.pk}",
                key=f"payout:{payout.pk}:{move.attempt}",
                made_by=None,
            ),
            now=now,
        )


def _came_back(move: PayoutMove, book: Book, *, now: datetime) -> bool:
    """The mirror of the payment; it waits until that is in the books."""
    paid = PayoutBooking.objects.filter(
        move__payout=move.payout, move__attempt=move.attempt, move__to_state=State.PAID
    ).first()
    if paid is None:
        return False
    with opened(book):
        entry = reverse(
            entry=Entry.objects.select_related("book").get(pk=paid.entry_id),
            date=open_day(book, timezone.localdate(move.at)),
            reason=f"Pencairan {move.payout.reference} kembali: {move.note}",
            key=f"payout-back:{move.payout_id}:{move.attempt}",
            made_by=None,
            now=now,
        )
    PayoutBooking.objects.create(move=move, entry=entry, at=now)
    return True
