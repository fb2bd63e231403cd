"""Buyers' money that a shop took itself: cash at a door, or its own QRIS. It owes all of it.

When such an order is settled, the shop's share is set against that debt at once, so that it is never
paid out a second time. What is left, the others' shares, stays its debt and is taken from what it gets
of later orders.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from bumdes.ledger.access import opened
from bumdes.ledger.drafts import Draft, cr, dr
from bumdes.ledger.models import Book, Entry
from bumdes.ledger.queries import accounts_of
from bumdes.ledger.queries.accounts import AccountIndex
from bumdes.ledger.services import post_all
from bumdes.ledger.services.refusals import NotEnough
from core.locks import lock
from marketplace.payment.models import Payment, PaymentSplit
from marketplace.sellers.models import Seller
from marketplace.settlement.models import OperatorBook, SellerCharge, Settlement
from marketplace.settlement.queries.payouts import balance_of
from marketplace.settlement.services.booking import open_day

HELD_BY_SHOP = Q(payment__door__seller__isnull=False) | Q(payment__qris__source__seller__isnull=False)

# What each shop still owes of orders that are over: settled, or their money went back to the buyer.
_DEBTS = """
    SELECT o.seller_id, sum(s.amount) + coalesce((
               SELECT sum(c.amount) FROM settlement_sellercharge c
                WHERE c.kind = 'cash' AND c.seller_id = o.seller_id), 0) AS owed
      FROM payment_paymentsplit s
      JOIN payment_payment p ON p.id = s.payment_id AND p.state = 'paid'
      JOIN settlement_booking b ON b.fact = 'captured' AND b.subject = p.id
      JOIN order_order o ON o.id = s.order_id
      LEFT JOIN gateway_cod_door d ON d.payment_id = p.id
      LEFT JOIN gateway_qris_qrisrequest q ON q.payment_id = p.id
      LEFT JOIN gateway_qris_staticqris c ON c.id = q.source_id
     WHERE (d.seller_id IS NOT NULL OR c.seller_id IS NOT NULL)
       AND (EXISTS (SELECT 1 FROM settlement_settlement t WHERE t.order_id = o.id)
            OR EXISTS (SELECT 1 FROM payment_refund r WHERE r.order_id = o.id))
       AND (%(seller)s::bigint IS NULL OR o.seller_id = %(seller)s)
     GROUP BY o.seller_id
    HAVING sum(s.amount) + coalesce((
               SELECT sum(c.amount) FROM settlement_sellercharge c
                WHERE c.kind = 'cash' AND c.seller_id = o.seller_id), 0) > 0
     ORDER BY o.seller_id
"""


def shop_debts(seller: Seller | None = None) -> dict[int, int]:
    """Seller id -> whole rupiah it still owes of money it took itself. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_DEBTS, {"seller": seller.pk if seller else None})
        return {pk: int(owed) for pk, owed in cursor.fetchall()}


def take_over_shop_money(
    settled: Iterable[Settlement],
    *,
    book: Book,
    accounts: AccountIndex,
    now: datetime,
    taken: Mapping[int, int] | None = None,
) -> frozenset[int]:
    """Set the shares of shops that hold the money already against it. In settling's transaction.

    `taken` is what of an order's share (by its key, whole rupiah) was charged just before. Gives the
    keys of the orders whose money a shop holds: nothing of them is left here for anybody to take.
    """
    by_order = {row.order_id: row for row in settled}
    splits = PaymentSplit.objects.filter(
        HELD_BY_SHOP, order__in=by_order, payment__state=Payment.State.PAID
    ).values_list("order", flat=True)
    held = sorted(splits)
    left = {pk: by_order[pk].to_seller - (taken or {}).get(pk, 0) for pk in held}
    rows = [by_order[pk] for pk in held if left[pk] > 0]
    entries = post_all(
        [
            _draft(left[row.order_id], book, accounts, key=f"shop-money:{row.order_id}", subject=row, now=now)
            for row in rows
        ],
        now=now,
    )
    SellerCharge.objects.bulk_create(
        _charge(row.seller_id, f"order:{row.order_id}", left[row.order_id], entry, now)
        for row, entry in zip(rows, entries, strict=True)
    )
    return frozenset(held)


def collect_shop_debts(*, now: datetime) -> int:
    """Take what shops owe from what is free for them, as much as there is; gives how many were charged."""
    operator = OperatorBook.objects.select_related("book").first()
    if operator is None:
        return 0
    return sum(_collect(pk, operator.book, now=now) for pk in shop_debts())


def _collect(seller_pk: int, book: Book, *, now: datetime) -> bool:
    try:
        with transaction.atomic(durable=True):
            seller = Seller.objects.get(pk=seller_pk)
            lock(seller)  # payouts and other rounds wait, and see what was taken
            taken = min(shop_debts(seller).get(seller.pk, 0), balance_of(seller).free)
            if taken <= 0:
                return False
            count = SellerCharge.objects.filter(seller=seller, kind=SellerCharge.Kind.CASH).count()
            subject = f"shop:{seller.pk}:{count}"
            with opened(book):
                draft = _draft(
                    taken,
                    book,
                    accounts_of(book),
                    key=f"shop-debt:{seller.pk}:{count}",
                    subject=seller,
                    now=now,
                )
                (entry,) = post_all([draft], now=now)
            _charge(seller.pk, subject, taken, entry, now).save()
    except NotEnough:  # the books follow later; the next round takes it
        return False
    return True


def _draft(
    amount: int, book: Book, accounts: AccountIndex, *, key: str, subject: Settlement | Seller, now: datetime
) -> Draft:
    return Draft(
        book=book,
        date=open_day(book, timezone.localdate(now)),
        description="Uang pembeli yang sudah diterima toko sendiri",
        lines=[dr(accounts["seller_payable"], amount), cr(accounts["seller_debt"], amount)],
        source="settlement.shop_money",
        subject=f"{subject._meta.model_name}:{subject.pk}",
        key=key,
        made_by=None,
    )


def _charge(seller_pk: int, subject: str, amount: int, entry: Entry, now: datetime) -> SellerCharge:
    return SellerCharge(
        seller_id=seller_pk,
        kind=SellerCharge.Kind.CASH,
        subject=subject,
        amount=-amount,
        entry=entry,
        at=now,
    )
