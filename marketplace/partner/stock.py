"""Stock. One conditional UPDATE per offer, in key order; CHECKs in the database behind it.

Promised (allocated) goes up when an order is placed and down when goods leave or the order
ends. What is on hand changes only together with a StockMovement that says why.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from core.audit.services import record
from core.locks import lock
from core.refusals import Refusal
from core.users.models import User
from marketplace.partner.models import StockMovement, StockRecord


class StockShort(Refusal):
    """Some offers hold too little. `short` maps stock record ids to what is left (0 when off sale)."""

    message = _("Some goods have just been sold. Please check your basket.")

    def __init__(self, short: Mapping[int, int]):
        self.short = dict(short)
        super().__init__()


class StockBelowPromised(Refusal):
    message = _("%(count)d are already promised to orders; the stock cannot be less.")
    field = "on_hand"


class PriceNotPositive(Refusal):
    message = _("The price must be more than Rp0.")
    field = "price"


_ALLOCATE = """
    UPDATE partner_stockrecord AS stock
       SET num_allocated = num_allocated + CASE WHEN is_tracked THEN %s ELSE 0 END
     WHERE id = %s AND is_active AND (NOT is_tracked OR num_in_stock - num_allocated >= %s)
 RETURNING product_id, is_tracked, num_in_stock - num_allocated
"""
_RELEASE = """
    UPDATE partner_stockrecord AS stock SET num_allocated = num_allocated - %s
     WHERE id = %s AND is_tracked
 RETURNING product_id, num_in_stock - num_allocated
"""


def allocate(*, wanted: Mapping[int, int]) -> set[int]:
    """Promise pieces of several offers (stock record id -> pieces), all or none.

    Gives the ids of the products of which an offer has just sold out, for the product index.

    Must be called in a transaction; the rows stay locked until it ends. Rows are taken in key
    order, so two baskets in crossed order wait for each other instead of deadlocking.
    Raises StockShort naming every offer that has too little; the caller rolls back.
    """
    short: dict[int, int] = {}
    sold_out: set[int] = set()
    with connection.cursor() as cursor:
        for pk, pieces in sorted(wanted.items()):
            if pieces <= 0:
                raise ValueError("allocate needs a positive number of pieces")
            cursor.execute(_ALLOCATE, [pieces, pk, pieces])
            row = cursor.fetchone()
            if row is None:
                short[pk] = 0
            elif row[1] and row[2] == 0:
                sold_out.add(row[0])
    if short:
        left = StockRecord.objects.filter(pk__in=short, is_active=True).values_list(
            "pk", F("num_in_stock") - F("num_allocated")
        )
        raise StockShort(short | dict(left))
    return sold_out


def release(*, promised: Mapping[int, int]) -> set[int]:
    """Give promised pieces back. Needs an open transaction, no lock: giving back cannot fail.

    Gives the ids of the products of which a sold-out offer can be bought again.
    """
    back: set[int] = set()
    with connection.cursor() as cursor:
        for pk, pieces in sorted(promised.items()):
            cursor.execute(_RELEASE, [pieces, pk])
            row = cursor.fetchone()
            if row is not None and row[1] == pieces:
                back.add(row[0])
    return back


def consume(*, promised: Mapping[int, int], key: str, at: datetime) -> None:
    """Promised pieces leave the shop: on hand and promised drop together, with a movement each.

    `key` names the event (the order); a repeated event fails on the movement's unique key.
    """
    for pk, pieces in sorted(promised.items()):
        changed = StockRecord.objects.filter(pk=pk, is_tracked=True).update(
            num_allocated=F("num_allocated") - pieces, num_in_stock=F("num_in_stock") - pieces
        )
        if changed:
            StockMovement.objects.create(
                stockrecord_id=pk,
                kind=StockMovement.Kind.SHIPPED,
                quantity=-pieces,
                key=f"{key}:{pk}",
                at=at,
            )


def bring_back(*, pieces: Mapping[int, int], key: str, at: datetime) -> None:
    """Pieces that had left the shop come back to its shelf, with a movement that undoes the shipping.

    `key` names the event (the order); a repeated event fails on the movement's unique key.
    """
    for pk, count in sorted(pieces.items()):
        StockRecord.objects.filter(pk=pk).update(num_in_stock=F("num_in_stock") + count)
        StockMovement.objects.create(
            stockrecord_id=pk, kind=StockMovement.Kind.SHIPPED, quantity=count, key=f"{key}:{pk}", at=at
        )


def set_stock(*, stockrecord: StockRecord, on_hand: int, key: str, actor: User | None, now: datetime) -> None:
    """Write what was counted on the shelf. The same key writes once.

    Raises StockBelowPromised when orders already hold more than that.
    """
    with transaction.atomic():
        lock(stockrecord)
        if StockMovement.objects.filter(key=key).exists():
            return
        if on_hand < stockrecord.num_allocated:
            raise StockBelowPromised(count=stockrecord.num_allocated)
        difference = on_hand - stockrecord.num_in_stock
        if difference == 0:
            return
        stockrecord.num_in_stock = on_hand
        stockrecord.save(update_fields=["num_in_stock", "date_updated"])
        first = not stockrecord.movements.exists()
        StockMovement.objects.create(
            stockrecord=stockrecord,
            kind=StockMovement.Kind.OPENING if first else StockMovement.Kind.ADJUSTED,
            quantity=difference,
            key=key,
            at=now,
        )
        record(action="stock.set", subject=stockrecord, actor=actor, at=now, by=difference)


def set_price(*, stockrecord: StockRecord, price: int, actor: User | None, now: datetime) -> None:
    """Write a new price in whole rupiah; the old one stays in the audit trail."""
    if price <= 0:
        raise PriceNotPositive
    with transaction.atomic():
        lock(stockrecord)
        if stockrecord.price_rupiah == price:
            return
        record(
            action="price.set",
            subject=stockrecord,
            actor=actor,
            at=now,
            old=stockrecord.price_rupiah,
            new=price,
        )
        stockrecord.price = price
        stockrecord.save(update_fields=["price", "date_updated"])
