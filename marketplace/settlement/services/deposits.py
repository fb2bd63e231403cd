"""Couriers' deposits in the books: no longer on the road, but at the counter of their BUMDes."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from bumdes.ledger.access import opened
from bumdes.ledger.drafts import Draft, Line, cr, dr
from bumdes.ledger.models import Book, Entry
from bumdes.ledger.queries import accounts_of
from bumdes.ledger.queries.accounts import AccountIndex
from bumdes.ledger.services import post
from marketplace.gateways.cod.models import Deposit, Door
from marketplace.settlement.models import Booking, Fact, OperatorBook
from marketplace.settlement.services.booking import open_day


def book_deposits(*, now: datetime) -> int:
    """Put every deposit whose payments are in the books into them; gives how many were put."""
    operator = OperatorBook.objects.select_related("book").first()
    if operator is None:
        return 0
    booked = Booking.objects.filter(fact=Fact.CAPTURED, subject=OuterRef("payment"))
    ahead = Door.objects.filter(~Exists(booked), deposit=OuterRef("pk"))
    keys = Deposit.objects.filter(~Exists(ahead), entry=None).order_by("pk").values_list("pk", flat=True)
    return sum(_book(key, operator.book, now=now) for key in list(keys))


def _book(key: int, book: Book, *, now: datetime) -> bool:
    with transaction.atomic(durable=True):
        made = (
            Deposit.objects.filter(pk=key, entry=None)
            .select_related("hub__book", "courier")
            .select_for_update(no_key=True, skip_locked=True, of=("self",))
            .first()
        )
        if made is None:  # another worker has it in hand, or had it a moment ago
            return False
        hub_book = made.hub.book
        entries: dict[int, Entry] = {}
        # Books in the order of their keys, as everybody takes them who posts in several.
        for each in sorted((b for b in (book, hub_book) if b is not None), key=lambda b: b.pk):
            with opened(each):
                accounts = accounts_of(each)
                lines = _of_hub(made, accounts) if each is hub_book else _of_operator(made, accounts)
                entries[each.pk] = post(_draft(made, each, lines), now=now)
        made.entry = entries[book.pk]
        made.hub_entry = entries[hub_book.pk] if hub_book else None
        made.save(update_fields=["entry", "hub_entry"])
    return True


def _of_operator(made: Deposit, accounts: AccountIndex) -> list[Line]:
    """The BUMDes owes all of it, whatever its courier brought."""
    return [dr(accounts["clearing_counter"], made.expected), cr(accounts["clearing_cod"], made.expected)]


def _of_hub(made: Deposit, accounts: AccountIndex) -> list[Line]:
    return [
        dr(accounts["cash"], made.counted),
        dr(accounts["receivable_staff"], made.shortage, memo=made.courier.name),
        cr(accounts["seller_payable"], made.expected),
    ]


def _draft(made: Deposit, book: Book, lines: list[Line]) -> Draft:
    return Draft(
        book=book,
        date=open_day(book, timezone.localdate(made.at)),
        description=f"Setoran kurir {made.courier.name}"[:200],
        lines=lines,
        source="settlement.deposit",
        subject=f"deposit:{made.pk}",
        key=f"deposit:{made.pk}",
        made_by=None,
    )
