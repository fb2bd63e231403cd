"""Sharing out the money of completed orders, each order once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, Sum
from django.utils import timezone

from bumdes.ledger.access import opened
from bumdes.ledger.drafts import Draft, cr, dr
from bumdes.ledger.models import Book, Entry
from bumdes.ledger.queries import accounts_in_roles, accounts_of
from bumdes.ledger.queries.accounts import AccountIndex
from bumdes.ledger.services import post_all
from marketplace.order.enums import Status
from marketplace.order.models import Order
from marketplace.payment.models import PaymentSplit
from marketplace.settlement.calculations import Shares
from marketplace.settlement.models import Booking, Fact, FeeKind, LineFee, OperatorBook, Settlement
from marketplace.settlement.services.booking import BATCH, in_batches, open_day
from marketplace.settlement.services.shop_money import take_over_shop_money
from marketplace.settlement.services.taxing import tax_settlements
from marketplace.settlement.services.withholding import links_with_loans, withhold_from

HUB_ROLES = ("marketplace_clearing", "hub_fee_income", "revenue_transport")


def settle_orders(*, now: datetime, batch: int = BATCH) -> int:
    """Share every completed order whose payment is in the books; gives how many were shared.

    Each batch is one transaction. Orders that another worker has in hand are left to it.
    """
    operator = OperatorBook.objects.select_related("book").first()
    if operator is None:  # nothing was ever captured
        return 0
    captured = PaymentSplit.objects.filter(
        Exists(Booking.objects.filter(fact=Fact.CAPTURED, subject=OuterRef("payment"))), order=OuterRef("pk")
    )
    return in_batches(
        Order.objects.filter(Exists(captured), status=Status.COMPLETED, settlement=None),
        lambda keys: _settle_batch(operator.book, keys, now=now),
        batch=batch,
    )


def _settle_batch(book: Book, keys: list[int], *, now: datetime) -> int:
    with transaction.atomic(durable=True):
        orders = list(
            Order.objects.filter(pk__in=keys, status=Status.COMPLETED)
            .select_related("hub__book")
            .order_by("pk")
            .select_for_update(no_key=True, skip_locked=True, of=("self",))
        )
        # Another worker may have shared some between the look and the lock: a new statement sees it.
        shared = set(Settlement.objects.filter(order__in=keys).values_list("order", flat=True))
        orders = [order for order in orders if order.pk not in shared]
        fees = {
            row["order"]: row
            for row in LineFee.objects.filter(order__in=orders)
            .values("order")
            .annotate(
                commission=Sum("amount", filter=Q(kind=FeeKind.COMMISSION), default=0),
                hub_fee=Sum("amount", filter=Q(kind=FeeKind.HUB), default=0),
            )
        }
        shares = {order.pk: _shares(order, fees.get(order.pk, {})) for order in orders}
        links = links_with_loans([order.seller_id for order in orders])
        hub_entries = _tell_hubs(orders, shares, now=now)
        with opened(book):
            accounts = accounts_of(book)
            drafts = [_draft(order, shares[order.pk], book, accounts, now=now) for order in orders]
            entries = post_all(drafts, now=now)
            settlements = Settlement.objects.bulk_create(
                Settlement(
                    order=order,
                    seller_id=order.seller_id,
                    hub_id=order.hub_id,
                    goods=share.goods,
                    delivery=share.delivery,
                    commission=share.commission,
                    hub_fee=share.hub_fee,
                    to_seller=share.to_seller,
                    to_hub=share.to_hub,
                    entry=entry,
                    hub_entry=hub_entries.get(order.pk),
                    at=now,
                )
                for order, entry in zip(orders, entries, strict=True)
                for share in [shares[order.pk]]
            )
            taxed = tax_settlements(
                settlements, book=book, day=open_day(book, timezone.localdate(now)), now=now
            )
            # What a shop holds already is its own, so nothing of it is left to repay a loan from.
            held = take_over_shop_money(
                settlements,
                book=book,
                accounts=accounts,
                now=now,
                taken={each.order_id: taxed.get(each.pk, 0) for each in settlements},
            )
            free = [each for each in settlements if each.order_id not in held]
            withhold_from(free, links=links, book=book, taxed=taxed, now=now)
    return len(orders)


def _shares(order: Order, fees: Mapping[str, Any]) -> Shares:
    return Shares(
        goods=order.goods_total,
        delivery=order.delivery_fee,
        commission=fees.get("commission", 0),
        hub_fee=fees.get("hub_fee", 0),
    )


def _draft(order: Order, share: Shares, book: Book, accounts: AccountIndex, *, now: datetime) -> Draft:
    return Draft(
        book=book,
        date=open_day(book, timezone.localdate(now)),
        description=f"Penyelesaian dana pesanan {order.number}",
        lines=[
            dr(accounts["escrow"], share.total, memo=order.number),
            cr(accounts["seller_payable"], share.to_seller, memo=order.number),
            cr(accounts["hub_payable"], share.to_hub, memo=order.number),
            cr(accounts["commission_income"], share.commission),
        ],
        source="settlement.settled",
        subject=f"order:{order.number}",
        key=f"settled:{order.pk}",
        made_by=None,
    )


def _tell_hubs(orders: list[Order], shares: dict[int, Shares], *, now: datetime) -> dict[int, Entry]:
    """What each BUMDes earned, in its own book: a claim on the marketplace. Books in their order."""
    told = sorted(
        (order for order in orders if order.hub.book and shares[order.pk].to_hub),
        key=lambda order: (order.hub.book_id, order.pk),
    )
    books = {order.hub.book.pk: order.hub.book for order in told if order.hub.book}
    indexes = accounts_in_roles(books.values(), roles=HUB_ROLES)
    entries = post_all(
        [_hub_draft(order, shares[order.pk], indexes[order.hub.book_id or 0], now=now) for order in told],
        now=now,
    )
    return {order.pk: entry for order, entry in zip(told, entries, strict=True)}


def _hub_draft(order: Order, share: Shares, accounts: AccountIndex, *, now: datetime) -> Draft:
    book = accounts["marketplace_clearing"].book
    return Draft(
        book=book,
        date=open_day(book, timezone.localdate(now)),
        description=f"Bagian BUMDes dari pesanan {order.number}",
        lines=[
            dr(accounts["marketplace_clearing"], share.to_hub),
            cr(accounts["hub_fee_income"], share.hub_fee),
            cr(accounts["revenue_transport"], share.delivery),
        ],
        source="settlement.hub",
        subject=f"order:{order.number}",
        key=f"settled:{order.pk}",
        made_by=None,
    )
