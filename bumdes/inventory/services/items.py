"""Opening stock cards, and putting on them what the opening balances already hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date as day
from datetime import datetime

from django.db import transaction
from django.db.models import Sum

from bumdes.inventory.kinds import ACCOUNTS, Kind, SlipKind
from bumdes.inventory.models import Slip, StockItem, StockRequest
from bumdes.inventory.services.refusals import CodeTaken, MoreThanTheBook
from bumdes.inventory.services.slips import Act, Move, StockLine, earlier_slip, hold, write
from bumdes.ledger.access import opened
from bumdes.ledger.models import Book, Unit
from bumdes.ledger.queries import accounts_of, balance
from bumdes.ledger.services.refusals import BeforeTheBook
from bumdes.organisations.books import book_of
from bumdes.organisations.models import Organisation
from core.audit.services import record
from core.idempotency.services import content_hash
from core.locks import lock, lock_name
from core.money import format_rupiah
from core.users.models import User


def add_item(
    *,
    organisation: Organisation,
    unit: Unit,
    code: str,
    name: str,
    measure: str,
    kind: str = Kind.MERCHANDISE,
    price: int | None = None,
    reorder_milli: int | None = None,
    actor: User,
    now: datetime,
) -> StockItem:
    """A new, empty card; the same words again give the card there is. Raises CodeTaken."""
    book = book_of(organisation)
    with transaction.atomic(durable=True), opened(book):
        lock(organisation)
        earlier = StockItem.objects.filter(unit=unit, code=code).first()
        if earlier is not None:
            if (earlier.name, earlier.measure, earlier.kind) != (name, measure, kind):
                raise CodeTaken
            return earlier
        item = StockItem.objects.create(
            organisation=organisation,
            book=book,
            unit=unit,
            code=code,
            name=name,
            measure=measure,
            kind=kind,
            price=price,
            reorder_milli=reorder_milli,
        )
        record(action="stock.item", subject=item, actor=actor, at=now, code=code)
    return item


def open_stock(
    *, book: Book, lines: Sequence[StockLine], date: day, note: str = "", key: str, actor: User, now: datetime
) -> Slip | StockRequest:
    """Put on cards what the books hold already; `amount` is each line's value. Posts nothing.

    No more than the inventory account of the unit holds beyond its cards. The same key gives the
    same slip. Raises MoreThanTheBook, BackDated, BeforeTheBook, Conflict.
    """
    content = content_hash("opening", [(x.item.pk, x.quantity_milli, x.amount) for x in lines], date, note)
    with transaction.atomic(durable=True), opened(book):
        if earlier := earlier_slip(book, key=key, content=content):
            return earlier
        if date < book.opened_on:
            raise BeforeTheBook
        # Two sheets of one BUMDes would each find room for the same goods.
        lock_name(f"stock-opening:{book.pk}")
        unit = hold(lines, date=date, now=now)
        accounts = accounts_of(book)
        added: dict[str, int] = defaultdict(int)
        for line in lines:
            added[line.item.kind] += line.amount
        for kind, amount in added.items():
            account = accounts[ACCOUNTS[Kind(kind)].stock]
            carded = StockItem.objects.filter(unit=unit, kind=kind).aggregate(sum=Sum("value"))["sum"] or 0
            left = balance(account, unit=unit) - carded
            if amount > left:
                raise MoreThanTheBook(left=format_rupiah(max(left, 0)), value=format_rupiah(amount))
        act = Act(book, SlipKind.OPENING, unit, date, key, content, actor, now, note=note)
        act.moves = [Move(line.item, line.quantity_milli, line.amount) for line in lines]
        return write(act, total=sum(added.values()), description="")
