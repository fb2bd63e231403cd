"""A shop's offers: what it sells at what price and out of what stock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.audit.services import record
from core.idempotency.services import content_hash, earlier_answer, remember
from core.locks import lock
from core.money import format_rupiah
from core.refusals import Refusal
from core.users.models import User
from marketplace.catalogue.models import Product
from marketplace.partner.models import StockRecord
from marketplace.partner.stock import set_price, set_stock
from marketplace.search.services import index_products
from marketplace.sellers.models import Seller

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class AlreadyOffered(Refusal):
    message = _("Your shop sells this already. Change it under “Price and stock”.")


class OwnProduct(Refusal):
    message = _("This product is your own. Change it under “Price and stock”.")


class RowsRefused(Refusal):
    """Some rows of the grid could not be saved, so none was. `rows`: stock record id -> (field, why)."""

    message = _("Nothing was saved yet. Look at the rows that are marked.")

    def __init__(self, rows: Mapping[int, tuple[str, str | _StrPromise]]):
        self.rows = dict(rows)
        super().__init__()


@dataclass(frozen=True)
class OfferChange:
    """One row of the grid: what the page showed and what was typed."""

    offer_id: int
    was_price: int
    was_on_hand: int
    was_active: bool
    price: int
    on_hand: int
    is_active: bool


def open_offer(
    *,
    product: Product,
    seller: Seller,
    price: int,
    on_hand: int,
    is_tracked: bool,
    key: str,
    actor: User,
    now: datetime,
) -> StockRecord:
    """A new offer in the caller's transaction, its first stock counted in.

    Raises AlreadyOffered.
    """
    partner = seller.partner
    if StockRecord.objects.filter(product=product, partner=partner).exists():
        raise AlreadyOffered
    offer = StockRecord.objects.create(
        product=product,
        partner=partner,
        partner_sku=str(product.pk),
        price=price,
        num_in_stock=0,
        num_allocated=0,
        is_tracked=is_tracked,
    )
    record(action="offer.opened", subject=offer, actor=actor, at=now, price=price)
    if is_tracked and on_hand:
        set_stock(stockrecord=offer, on_hand=on_hand, key=f"{key}:{offer.pk}", actor=actor, now=now)
    return offer


def offer_product(
    *, seller: Seller, product: Product, price: int, on_hand: int, key: str, actor: User, now: datetime
) -> Product:
    """Sell what another shop has put on the market too; the same key does it once.

    `product` is a page without variants, or one variant. Raises OwnProduct or AlreadyOffered.
    """
    content = content_hash("offer", seller.pk, product.pk, price, on_hand)
    with transaction.atomic(durable=True):
        if earlier_answer(key=key, user=actor, content=content):
            return product
        if product.seller_id == seller.pk:
            raise OwnProduct
        lock(seller)
        open_offer(
            product=product,
            seller=seller,
            price=price,
            on_hand=on_hand,
            is_tracked=page_of(product).product_class.track_stock,
            key=key,
            actor=actor,
            now=now,
        )
        index_products(product_ids=[page_of(product).pk])
        remember(key=key, user=actor, content=content, answer=product.pk, now=now)
    return product


def save_offers(
    *, seller: Seller, changes: Sequence[OfferChange], key: str, actor: User, now: datetime
) -> list[StockRecord]:
    """Write the changed rows of the grid, all or none; gives the offers that changed.

    A value that is already so counts as written, so sending the grid twice is safe. Raises
    RowsRefused when a value moved since the page was opened, or the stock would not cover
    what is promised to orders.
    """
    wanted = {change.offer_id: change for change in changes}
    with transaction.atomic(durable=True):
        offers = list(
            StockRecord.objects.filter(partner__seller=seller, pk__in=wanted)
            .select_related("product__parent")
            .order_by("pk")
        )
        lock(*offers)
        refused: dict[int, tuple[str, str | _StrPromise]] = {
            offer.pk: why for offer in offers if (why := _moved(offer, wanted[offer.pk]))
        }
        changed: list[StockRecord] = []
        for offer in offers:
            if offer.pk in refused:
                continue
            try:
                if _write(offer, wanted[offer.pk], key=f"{key}:{offer.pk}", actor=actor, now=now):
                    changed.append(offer)
            except Refusal as refusal:
                refused[offer.pk] = (refusal.field or "price", refusal.message)
        if refused:
            raise RowsRefused(refused)
        if changed:
            index_products(product_ids=sorted({page_of(offer.product).pk for offer in changed}))
    return changed


def page_of(product: Product) -> Product:
    """The product page that buyers open: a variant's parent, else the product itself."""
    return product.parent if product.parent_id else product


def _moved(offer: StockRecord, change: OfferChange) -> tuple[str, str] | None:
    """Which field somebody else changed since the page was opened, and what it is now."""
    now_price, now_on_hand = offer.price_rupiah, offer.num_in_stock
    if now_price not in (change.was_price, change.price) and change.price != change.was_price:
        values = {"now": format_rupiah(now_price), "yours": format_rupiah(change.price)}
        return "price", _("The price is %(now)s now; you wrote %(yours)s. Save again to use yours.") % values
    if now_on_hand not in (change.was_on_hand, change.on_hand) and change.on_hand != change.was_on_hand:
        counts = {"now": now_on_hand, "yours": change.on_hand}
        return "on_hand", _(
            "The stock is %(now)d now; you wrote %(yours)d. Save again to use yours."
        ) % counts
    return None


def _write(offer: StockRecord, change: OfferChange, *, key: str, actor: User, now: datetime) -> bool:
    """Write what was typed differently; True when something changed."""
    before = (offer.price_rupiah, offer.num_in_stock, offer.is_active)
    if change.price != change.was_price:
        set_price(stockrecord=offer, price=change.price, actor=actor, now=now)
    if offer.is_tracked and change.on_hand != change.was_on_hand:
        set_stock(stockrecord=offer, on_hand=change.on_hand, key=key, actor=actor, now=now)
    if change.is_active not in (change.was_active, offer.is_active):
        offer.is_active = change.is_active
        offer.save(update_fields=["is_active", "date_updated"])
        record(action="offer.active", subject=offer, actor=actor, at=now, active=offer.is_active)
    return (offer.price_rupiah, offer.num_in_stock, offer.is_active) != before
