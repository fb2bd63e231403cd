"""The way of one order's money through every book, told by the entries themselves."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from bumdes.ledger.access import every_book
from bumdes.ledger.models import Book, Entry, Posting
from bumdes.lending.models import WithholdingPart
from bumdes.organisations.models import Organisation
from bumdes.statements.layout import INCOME, POSITION, Line, Statement
from bumdes.statements.queries.pack import statements_of
from bumdes.statements.spans import Span
from marketplace.order.models import Order
from marketplace.settlement.models import (
    Booking,
    Fact,
    OperatorBook,
    PayoutBooking,
    PayoutLine,
    Reversal,
    SellerCharge,
    Settlement,
)

_NAMED = {
    line.name: (statement, line)
    for statement, rows in ((Statement.INCOME, INCOME), (Statement.POSITION, POSITION))
    for line in rows
    if isinstance(line, Line)
}


@dataclass(frozen=True)
class TrailPosting:
    """One posting of an entry. `is_own`: it is of this order and not of others in the same entry."""

    account: str
    debit: int
    credit: int
    is_own: bool


@dataclass(frozen=True)
class TrailEntry:
    """One entry, in the book it stands in. `number` is None until it is sealed, a moment later."""

    at: datetime
    day: date
    book: str
    is_operators: bool
    number: int | None
    description: str
    postings: tuple[TrailPosting, ...]
    share: int | None = None  # of a payout, which takes many orders' money along


@dataclass(frozen=True)
class TrailEnd:
    """A line of a BUMDes's yearly statements in which money of the order stands, and the line's figure."""

    book: str
    year: int
    statement: str
    label: str
    amount: int
    figure: int


@dataclass(frozen=True)
class Trail:
    order: Order
    entries: tuple[TrailEntry, ...]


def trail_of(order: Order) -> Trail:
    """Every entry that this order's money caused, oldest first. Fifteen queries at most.

    An entry of a whole purchase or payout is shown whole; postings that name another order are not
    its own.
    """
    with every_book():
        entries = _entries(order)
        postings = _postings(entries)
        shares = _shares(order)
        operators = set(OperatorBook.objects.values_list("book", flat=True))
        return Trail(
            order=order,
            entries=tuple(
                TrailEntry(
                    at=entry.made_at,
                    day=entry.date,
                    book=entry.book.name,
                    is_operators=entry.book_id in operators,
                    number=entry.number,
                    description=entry.description,
                    postings=tuple(
                        _shown(posting, order, is_shared=entry.pk in shares) for posting in postings[entry.pk]
                    ),
                    share=shares.get(entry.pk),
                )
                for entry in entries
            ),
        )


def ends_of(order: Order) -> list[TrailEnd]:
    """The statement lines of BUMDes in which the order's money ends, with the lines' own figures."""
    with every_book():
        kept = set(Organisation.objects.exclude(book=None).values_list("book", flat=True))
        entries = [entry for entry in _entries(order) if entry.book_id in kept]
        postings = _postings(entries)
        ends: dict[tuple[int, int, str], int] = defaultdict(int)
        books: dict[int, Book] = {}
        for entry in entries:
            books[entry.book_id] = entry.book
            for posting in postings[entry.pk]:
                if posting.account.line in _NAMED:
                    line = _NAMED[posting.account.line][1]
                    key = (entry.book_id, entry.year, posting.account.line)
                    ends[key] += line.sign * (posting.debit - posting.credit)
    return [
        _end(books[book], year, name, amount) for (book, year, name), amount in sorted(ends.items()) if amount
    ]


def _end(book: Book, year: int, name: str, amount: int) -> TrailEnd:
    statement, line = _NAMED[name]
    now = statements_of(book, span=Span(year)).now
    figures = now.income if statement == Statement.INCOME else now.position
    return TrailEnd(
        book=book.name,
        year=year,
        statement=str(statement.label),
        label=str(line.label),
        amount=amount,
        figure=figures[name],
    )


def _entries(order: Order) -> list[Entry]:
    wanted = set(_named_by_rows(order))
    keys = Q(pk__in=wanted)
    payments = list(order.splits.filter(payment__state="paid").values_list("payment", flat=True))
    refunds = list(order.refunds.values_list("pk", flat=True))
    # What a BUMDes took or handed out stands in its own book under the same keys.
    keys |= Q(source="settlement.taken", key__in=[f"captured:{pk}" for pk in payments])
    keys |= Q(source="settlement.handed_back", key__in=[f"refunded:{pk}" for pk in refunds])
    return list(Entry.objects.filter(keys).select_related("book").order_by("made_at", "pk"))


def _named_by_rows(order: Order) -> Iterator[uuid.UUID]:
    """The entries that rows about the order name."""
    payments = order.splits.filter(payment__state="paid").values("payment")
    refunds = order.refunds.values("pk")
    facts = Q(fact=Fact.CAPTURED, subject__in=payments) | Q(
        fact__in=(Fact.REFUND_DUE, Fact.REFUNDED), subject__in=refunds
    )
    yield from Booking.objects.filter(facts).values_list("entry", flat=True)
    charges = _charges(order)
    yield from charges.values_list("entry", flat=True)
    both: Iterable[tuple[uuid.UUID | None, uuid.UUID | None]] = [
        *Settlement.objects.filter(order=order).values_list("entry", "hub_entry"),
        *Reversal.objects.filter(settlement__order=order).values_list("entry", "hub_entry"),
        *PayoutBooking.objects.filter(
            move__payout__in=PayoutLine.objects.filter(
                Q(settlement__order=order) | Q(charge__in=charges)
            ).values("payout")
        ).values_list("entry", "hub_entry"),
    ]
    yield from (entry for pair in both for entry in pair if entry is not None)
    loans = WithholdingPart.objects.filter(withholding__settlement=f"order:{order.number}")
    yield from (entry for entry in loans.values_list("event__entry", flat=True) if entry is not None)


def _postings(entries: Iterable[Entry]) -> dict[uuid.UUID, list[Posting]]:
    found: dict[uuid.UUID, list[Posting]] = defaultdict(list)
    rows = Posting.objects.filter(entry__in=[entry.pk for entry in entries])
    for posting in rows.select_related("account").order_by("pk"):
        found[posting.entry_id].append(posting)
    return found


def _shares(order: Order) -> dict[uuid.UUID, int]:
    """Entry of a payout -> what of it is this order's, charges taken off."""
    amounts: dict[int, int] = defaultdict(int)
    own = Q(settlement__order=order) | Q(charge__in=_charges(order))
    for payout, amount in PayoutLine.objects.filter(own, is_live=True).values_list("payout", "amount"):
        amounts[payout] += amount
    booked = PayoutBooking.objects.filter(move__payout__in=amounts).values_list("entry", "move__payout")
    return {entry: amounts[payout] for entry, payout in booked}


def _charges(order: Order) -> QuerySet[SellerCharge]:
    return SellerCharge.objects.filter(
        Q(subject=f"order:{order.number}") | Q(subject__startswith=f"order:{order.number}:")
    )


def _shown(posting: Posting, order: Order, *, is_shared: bool) -> TrailPosting:
    return TrailPosting(
        account=f"{posting.account.code} {posting.account.name}",
        debit=posting.debit,
        credit=posting.credit,
        is_own=is_shared or posting.memo in ("", order.number),
    )
