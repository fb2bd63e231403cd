"""What each unit has on its cards on a day, and what its inventory accounts hold beside them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import OuterRef, Subquery

from bumdes.inventory.calculations import average, format_quantity
from bumdes.inventory.kinds import STOCK_ROLES
from bumdes.inventory.models import StockCount, StockItem
from bumdes.ledger.access import opened
from bumdes.ledger.models import Book


@dataclass(frozen=True)
class StockRow:
    """One card at the end of a day; values in rupiah."""

    pk: int
    unit: str
    code: str
    name: str
    measure: str
    on_hand_milli: int
    value: int
    is_low: bool

    @property
    def quantity(self) -> str:
        return format_quantity(self.on_hand_milli)

    @property
    def average(self) -> int:
        return average(self.value, self.on_hand_milli)


@dataclass(frozen=True)
class Difference:
    """One inventory account of a unit: what the cards say and what the books say, in rupiah."""

    unit: str
    account: str
    cards: int
    books: int

    @property
    def not_on_cards(self) -> int:
        return self.books - self.cards


# The days of a card are in the order of its movements, so the newest by a day holds its sum.
_LIST = """
SELECT i.id, u.name, i.code, i.name, i.measure, coalesce(m.on_hand_milli, 0), coalesce(m.value_after, 0),
       i.is_active AND i.on_hand_milli <= i.reorder_milli IS TRUE
FROM inventory_stockitem i JOIN ledger_unit u ON u.id = i.unit_id
LEFT JOIN LATERAL (
    SELECT on_hand_milli, value_after FROM inventory_movement
    WHERE item_id = i.id AND date <= %(on)s ORDER BY date DESC, id DESC LIMIT 1
) m ON true
WHERE i.book_id = %(book)s AND (i.is_active OR m.on_hand_milli > 0)
ORDER BY u.id, i.name, i.id
"""
# What moved and was posted later is taken off what there is: a day asked for is mostly a recent one.
_BOOKS = """
SELECT u.name, a.name, sum(r.cards)::bigint, sum(r.books)::bigint FROM (
    SELECT a.id AS account_id, i.unit_id, i.value - coalesce(
        (SELECT sum(m.value) FROM inventory_movement m WHERE m.item_id = i.id AND m.date > %(on)s), 0
    ) AS cards, 0 AS books
    FROM inventory_stockitem i
    JOIN ledger_account a ON a.book_id = i.book_id AND a.role = inventory_stock_role(i.kind)
    WHERE i.book_id = %(book)s
    UNION ALL
    SELECT t.account_id, t.unit_id, 0, t.debit - t.credit
    FROM ledger_total t JOIN ledger_account a ON a.id = t.account_id
    WHERE a.book_id = %(book)s AND a.role = ANY (%(roles)s)
    UNION ALL
    SELECT p.account_id, p.unit_id, 0, p.credit - p.debit
    FROM ledger_account a JOIN ledger_posting p ON p.account_id = a.id AND p.date > %(on)s
    WHERE a.book_id = %(book)s AND a.role = ANY (%(roles)s)
) r JOIN ledger_unit u ON u.id = r.unit_id JOIN ledger_account a ON a.id = r.account_id
GROUP BY u.id, u.name, a.id, a.code, a.name HAVING sum(r.books) <> 0 OR sum(r.cards) <> 0
ORDER BY u.id, a.code
"""


def stock_list(book: Book, *, on: date) -> list[StockRow]:
    """Every card of a book at the end of a day, unit by unit. One query, beside the scope's."""
    with opened(book), connection.cursor() as cursor:
        cursor.execute(_LIST, {"book": book.pk, "on": on})
        return [StockRow(*row) for row in cursor.fetchall()]


def not_on_cards(book: Book, *, on: date) -> list[Difference]:
    """Cards beside books, by unit and account, where either holds anything. One query."""
    with opened(book), connection.cursor() as cursor:
        cursor.execute(_BOOKS, {"book": book.pk, "on": on, "roles": list(STOCK_ROLES)})
        return [Difference(*row) for row in cursor.fetchall()]


def has_cards(book: Book) -> bool:
    """Does a BUMDes keep goods on cards? One query."""
    with opened(book):
        return StockItem.objects.filter(book=book, is_active=True).exists()


def last_counts(book: Book, *, on: date) -> dict[str, date | None]:
    """By unit that has goods on its cards, the day of its last count until a day. One query."""
    counted = StockCount.objects.filter(unit=OuterRef("unit"), counted_on__lte=on).order_by("-counted_on")
    with opened(book):
        rows = (
            StockItem.objects.filter(book=book, on_hand_milli__gt=0)
            .annotate(counted=Subquery(counted.values("counted_on")[:1]))
            .values_list("unit__name", "counted")
            .order_by("unit_id")
            .distinct()
        )
        return dict(rows)
