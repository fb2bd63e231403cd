"""Buying, selling, using up, writing off, and goods that come back or go back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date as day
from datetime import datetime

from django.db import transaction
from django.db.models import Sum

from bumdes.inventory.calculations import share_of
from bumdes.inventory.kinds import ACCOUNTS, VARIANCE, Kind, SlipKind
from bumdes.inventory.models import Movement, Slip, StockRequest
from bumdes.inventory.services.refusals import DiscountTooHigh, NotForSale, ReturnsTooMuch
from bumdes.inventory.services.requests import keep_request, needs_second
from bumdes.inventory.services.slips import (
    Act,
    Move,
    StockLine,
    earlier_slip,
    first_of,
    hold,
    issue,
    stock_account,
    write,
)
from bumdes.ledger.access import opened
from bumdes.ledger.drafts import cr, dr
from bumdes.ledger.models import Account, Book
from bumdes.ledger.queries import accounts_of
from core.idempotency.services import content_hash
from core.money import allocate
from core.users.models import User


def _content(kind: str, lines: Sequence[StockLine], *rest: object) -> str:
    return content_hash(kind, [(line.item.pk, line.quantity_milli, line.amount) for line in lines], *rest)


def purchase(
    *,
    book: Book,
    lines: Sequence[StockLine],
    paid_from: Account,
    freight: int = 0,
    date: day,
    party: str = "",
    note: str = "",
    key: str,
    actor: User,
    now: datetime,
) -> Slip | StockRequest:
    """Buy goods; `amount` is what each line cost, freight is shared in proportion, losing no rupiah.

    `paid_from` is cash, a bank or trade payables. Over the book's limit it waits for a second person.
    The same key gives the first answer again. Raises BackDated, InTheFuture, NotEnough, and as post().
    """
    content = _content("purchase", lines, paid_from.pk, freight, date, party, note)
    total = sum(line.amount for line in lines) + freight
    with transaction.atomic(durable=True), opened(book):
        if earlier := earlier_slip(book, key=key, content=content):
            return earlier
        unit = hold(lines, date=date, now=now)
        act = Act(book, SlipKind.PURCHASE, unit, date, key, content, actor, now, party=party, note=note)
        if needs_second(book, total):
            return keep_request(act, lines, total=total, freight=freight, account=paid_from.code)
        return buy(act, lines, paid_from=paid_from, freight=freight)


def buy(act: Act, lines: Sequence[StockLine], *, paid_from: Account, freight: int) -> Slip:
    """The purchase itself, its items held."""
    # Goods that were free carry freight by their number instead.
    weights = [line.amount for line in lines]
    weights = weights if any(weights) else [line.quantity_milli for line in lines]
    shares = allocate(freight, weights)
    accounts = accounts_of(act.book)
    for line, share in zip(lines, shares, strict=True):
        value = line.amount + share
        act.moves.append(Move(line.item, line.quantity_milli, value, amount=value))
        act.lines.append(dr(stock_account(accounts, line.item), value, act.unit, memo=line.item.name))
    total = sum(move.value for move in act.moves)
    act.lines.append(cr(paid_from, total, act.unit))
    return write(act, total=total, description=f"Pembelian barang {act.party} {act.note}".strip())


def sell(
    *,
    book: Book,
    lines: Sequence[StockLine],
    received_in: Account,
    discount: int = 0,
    date: day,
    party: str = "",
    note: str = "",
    key: str,
    actor: User,
    now: datetime,
) -> Slip:
    """Sell goods: income, discount and the cost of the goods in one entry; `amount` before discount.

    `received_in` is cash, a bank or trade receivables. The same key gives the same slip. Raises
    NotEnoughStock, NotForSale, DiscountTooHigh, BackDated, and as post().
    """
    content = _content("sale", lines, received_in.pk, discount, date, party, note)
    gross = sum(line.amount for line in lines)
    with transaction.atomic(durable=True), opened(book):
        if (earlier := earlier_slip(book, key=key, content=content)) and isinstance(earlier, Slip):
            return earlier
        unit = hold(lines, date=date, now=now)
        if discount > gross:
            raise DiscountTooHigh
        accounts = accounts_of(book)
        act = Act(book, SlipKind.SALE, unit, date, key, content, actor, now, party=party, note=note)
        shares = allocate(discount, [line.amount for line in lines]) if gross else [0] * len(lines)
        act.lines.append(dr(received_in, gross - discount, unit))
        for line, share in zip(lines, shares, strict=True):
            roles, value = ACCOUNTS[Kind(line.item.kind)], issue(line)
            if not roles.revenue:
                raise NotForSale(item=line.item.name)
            act.moves.append(Move(line.item, -line.quantity_milli, -value, amount=line.amount - share))
            act.lines += [
                cr(first_of(accounts, roles.revenue), line.amount, unit, memo=line.item.name),
                dr(first_of(accounts, roles.discounts), share, unit),
                dr(first_of(accounts, roles.cost), value, unit),
                cr(stock_account(accounts, line.item), value, unit, memo=line.item.name),
            ]
        return write(act, total=gross - discount, description=f"Penjualan barang {party} {note}".strip())


def use(
    *, book: Book, lines: Sequence[StockLine], date: day, note: str = "", key: str, actor: User, now: datetime
) -> Slip:
    """Take goods for the unit's own work: raw material into production, supplies into expense."""
    content = _content("use", lines, date, note)
    with transaction.atomic(durable=True), opened(book):
        if (earlier := earlier_slip(book, key=key, content=content)) and isinstance(earlier, Slip):
            return earlier
        unit = hold(lines, date=date, now=now)
        act = Act(book, SlipKind.USE, unit, date, key, content, actor, now, note=note)
        return _take(act, lines, against=None, words="Pemakaian barang")


def write_off(
    *, book: Book, lines: Sequence[StockLine], date: day, note: str, key: str, actor: User, now: datetime
) -> Slip | StockRequest:
    """Take spoilt or lost goods off their cards; over the book's limit it waits for a second person."""
    content = _content("write_off", lines, date, note)
    with transaction.atomic(durable=True), opened(book):
        if earlier := earlier_slip(book, key=key, content=content):
            return earlier
        unit = hold(lines, date=date, now=now)
        act = Act(book, SlipKind.WRITE_OFF, unit, date, key, content, actor, now, note=note)
        total = sum(issue(line) for line in lines)
        if needs_second(book, total):
            return keep_request(act, lines, total=total)
        return lose(act, lines)


def lose(act: Act, lines: Sequence[StockLine]) -> Slip:
    """The write-off itself, its items held."""
    return _take(act, lines, against=VARIANCE, words="Barang rusak atau hilang")


def _take(act: Act, lines: Sequence[StockLine], *, against: str | None, words: str) -> Slip:
    accounts = accounts_of(act.book)
    for line in lines:
        roles, value = ACCOUNTS[Kind(line.item.kind)], issue(line)
        act.moves.append(Move(line.item, -line.quantity_milli, -value))
        expense = accounts[against] if against else first_of(accounts, roles.used)
        act.lines += [
            dr(expense, value, act.unit, memo=line.item.name),
            cr(stock_account(accounts, line.item), value, act.unit, memo=line.item.name),
        ]
    total = -sum(move.value for move in act.moves)
    return write(act, total=total, description=f"{words} {act.note}".strip())


def give_back(
    *,
    slip: Slip,
    quantities: dict[int, int],
    account: Account,
    date: day,
    note: str = "",
    key: str,
    actor: User,
    now: datetime,
) -> Slip:
    """Return goods of a sale or a purchase; `quantities` are thousandths by movement of that slip.

    From a customer: goods come in at the cost they left with, the price goes back from `account`.
    To a supplier: goods leave at the average, what was paid comes back to `account`, and the
    difference is inventory variance. The last part takes the rest. Raises ReturnsTooMuch.
    """
    book = slip.book
    asked = {pk: milli for pk, milli in quantities.items() if milli}
    content = content_hash("return", slip.pk, sorted(asked.items()), account.pk, date, note)
    is_sale = slip.kind == SlipKind.SALE
    if not is_sale and slip.kind != SlipKind.PURCHASE:
        raise ReturnsTooMuch
    with transaction.atomic(durable=True), opened(book):
        if (earlier := earlier_slip(book, key=key, content=content)) and isinstance(earlier, Slip):
            return earlier
        moved = list(slip.movements.filter(pk__in=asked).select_related("item__unit").order_by("pk"))
        lines = [StockLine(movement.item, asked[movement.pk]) for movement in moved]
        unit = hold(lines, date=date, now=now)
        kind = SlipKind.CUSTOMER_RETURN if is_sale else SlipKind.SUPPLIER_RETURN
        act = Act(book, kind, unit, date, key, content, actor, now, note=note, party=slip.party, returns=slip)
        accounts, total = accounts_of(book), 0
        for movement, line in zip(moved, lines, strict=True):
            amount, cost = _part(movement, line.quantity_milli)
            roles, stock = ACCOUNTS[Kind(line.item.kind)], stock_account(accounts, line.item)
            total += amount
            if is_sale:
                act.moves.append(Move(line.item, line.quantity_milli, cost, amount, movement))
                act.lines += [
                    dr(first_of(accounts, roles.returns), amount, unit, memo=line.item.name),
                    dr(stock, cost, unit, memo=line.item.name),
                    cr(first_of(accounts, roles.cost), cost, unit),
                ]
            else:
                value = issue(line)
                act.moves.append(Move(line.item, -line.quantity_milli, -value, amount, movement))
                act.lines += [
                    cr(stock, value, unit, memo=line.item.name),
                    dr(accounts[VARIANCE], value - amount, unit),
                ]
        act.lines.append(cr(account, total, unit) if is_sale else dr(account, total, unit))
        return write(act, total=total, description=f"Retur {slip.party} {note}".strip())


def _part(movement: Movement, quantity_milli: int) -> tuple[int, int]:
    """Price and cost of a part of a movement that comes back, in rupiah."""
    returned = movement.returned.aggregate(
        quantity=Sum("quantity_milli"), amount=Sum("amount"), value=Sum("value")
    )
    left = abs(movement.quantity_milli) - abs(returned["quantity"] or 0)
    if quantity_milli > left:
        raise ReturnsTooMuch
    amount, cost = (
        movement.amount - (returned["amount"] or 0),
        abs(movement.value) - abs(returned["value"] or 0),
    )
    return (
        share_of(amount, quantity_milli=quantity_milli, of_milli=left),
        share_of(cost, quantity_milli=quantity_milli, of_milli=left),
    )
