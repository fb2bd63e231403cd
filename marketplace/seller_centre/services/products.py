"""A shop's products: page, photos, variants, offers and search row change together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from core.idempotency.services import content_hash, earlier_answer, remember
from core.locks import lock
from core.users.models import User
from marketplace.catalogue import services as catalogue
from marketplace.catalogue.models import Product
from marketplace.catalogue.services import GOODS, Content, Variant
from marketplace.search.services import index_products
from marketplace.seller_centre.services.offers import open_offer
from marketplace.sellers.models import Seller


@dataclass(frozen=True)
class Terms:
    """The first price and stock of something new."""

    price: int
    on_hand: int


def create_product(
    *,
    seller: Seller,
    content: Content,
    terms: Terms | None,
    variants: Sequence[tuple[Variant, Terms]],
    picture_ids: Sequence[int],
    publish: bool,
    key: str,
    actor: User,
    now: datetime,
) -> Product:
    """List a product: with variants each on its own terms, else on `terms`.

    The same key gives the same product; photos are left out of the comparison, because a
    second sending stores them anew. Raises NotLeaf, TooManyPictures, ShopSuspended, Conflict.
    """
    sent = content_hash("product", seller.pk, content, terms, variants, publish)
    with transaction.atomic(durable=True):
        if earlier := earlier_answer(key=key, user=actor, content=sent):
            return Product.objects.get(pk=int(earlier))
        product, children = catalogue.create(
            seller=seller,
            content=content,
            variants=[variant for variant, _terms in variants],
            actor=actor,
            now=now,
        )
        catalogue.arrange_pictures(product=product, picture_ids=picture_ids)
        offered = list(zip(children, (each for _variant, each in variants), strict=True))
        if terms is not None and not variants:
            offered = [(product, terms)]
        for each, its_terms in offered:
            _open(each, its_terms, seller=seller, kind=content.kind, key=key, actor=actor, now=now)
        if publish:
            catalogue.set_public(product=product, is_public=True, actor=actor, now=now)
        index_products(product_ids=[product.pk])
        remember(key=key, user=actor, content=sent, answer=product.pk, now=now)
    return product


def change_product(
    *,
    product: Product,
    content: Content,
    variants: Sequence[tuple[Variant, Terms | None]],
    picture_ids: Sequence[int],
    version: str,
    key: str,
    actor: User,
    now: datetime,
) -> Product:
    """Write a product page anew; variants with terms are new ones and get an offer.

    Raises Stale when the page was saved meanwhile, NotLeaf, TooManyPictures.
    """
    with transaction.atomic(durable=True):
        lock(product)
        children = catalogue.update(
            product=product,
            content=content,
            variants=[variant for variant, _terms in variants],
            version=version,
            actor=actor,
            now=now,
        )
        catalogue.arrange_pictures(product=product, picture_ids=picture_ids)
        for child, (variant, terms) in zip(children, variants, strict=True):
            if terms is not None and variant.product_id is None:
                _open(child, terms, seller=product.seller, kind=content.kind, key=key, actor=actor, now=now)
        index_products(product_ids=[product.pk])
    return product


def publish_product(*, product: Product, is_public: bool, actor: User, now: datetime) -> Product:
    """Put a product page into the store, or take it out. Raises ShopSuspended, NothingToSell."""
    with transaction.atomic(durable=True):
        lock(product)
        catalogue.set_public(product=product, is_public=is_public, actor=actor, now=now)
        index_products(product_ids=[product.pk])
    return product


def _open(
    product: Product, terms: Terms, *, seller: Seller, kind: str, key: str, actor: User, now: datetime
) -> None:
    open_offer(
        product=product,
        seller=seller,
        price=terms.price,
        on_hand=terms.on_hand,
        is_tracked=kind == GOODS,
        key=key,
        actor=actor,
        now=now,
    )
