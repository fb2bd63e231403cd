"""Categories, products with their variants and further offers, photos and reviews."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from core.users.models import User
from demo.loading.people import OPENED
from demo.loading.source import content, picture_index
from marketplace.catalogue.models import Category, Product, ProductClass, ProductImage
from marketplace.catalogue.reviews.models import ProductReview
from marketplace.partner.models import Partner, StockMovement, StockRecord
from marketplace.sellers.models import Seller
from media.models import Picture

SERVICES = {"jahit", "perahu", "servis", "internet-desa"}


def load_categories() -> None:
    if Category.objects.exists():
        return

    def add(row: dict[str, Any], parent: Category | None) -> None:
        fields = {
            "name": row["name_id"],
            "name_en": row["name_en"],
            "slug": row["slug"],
            "icon": row["icon"],
            "description": row["description"],
        }
        node = parent.add_child(**fields) if parent else Category.add_root(**fields)
        for child in row["children"]:
            add(child, Category.objects.get(pk=node.pk))

    for row in content("categories"):
        add(row, None)


def load_products(pictures: dict[str, Picture], now: datetime) -> list[int]:
    """Every product that is missing; gives the ids of those added."""
    sellers = {seller.slug: seller for seller in Seller.objects.select_related("partner")}
    categories = {category.slug: category for category in Category.objects.all()}
    goods, _created = ProductClass.objects.get_or_create(name="Barang")
    services, _created = ProductClass.objects.get_or_create(
        name="Jasa", defaults={"requires_shipping": False, "track_stock": False}
    )
    have = set(Product.objects.values_list("slug", flat=True))
    added = []
    rows = [row for row in content("products") if row["slug"] not in have]
    random.Random(1607).shuffle(rows)  # the file is in order of shops; new arrivals are mixed
    for index, row in enumerate(rows):
        kind = services if row["category"] in SERVICES and not row["weight_grams"] else goods
        listed_at = now - timedelta(hours=7 * index + 3)
        with transaction.atomic():
            product = _add_product(row, kind, sellers, listed_at)
            product.categories.add(categories[row["category"]])
            _add_photos(product, row["picture"], index, pictures)
        added.append(product.pk)
    return added


def _add_product(
    row: dict[str, Any], kind: ProductClass, sellers: dict[str, Seller], listed_at: datetime
) -> Product:
    seller = sellers[row["shop"]]
    product = Product.objects.create(
        seller=seller,
        product_class=kind,
        structure=Product.PARENT if row["variants"] else Product.STANDALONE,
        title=row["title"],
        slug=row["slug"],
        description=row["description"],
        unit=row["unit"],
        net_amount=row["net_amount"],
        net_unit=row["net_unit"] if row["net_amount"] else "",
        weight_grams=row["weight_grams"],
        origin_village_id=row["origin_village_code"],
        pirt_number=row["pirt"],
        halal=row["halal"],
        halal_number=row["halal_number"],
        preorder_days=row["preorder_days"],
        is_public=True,
    )
    Product.objects.filter(pk=product.pk).update(date_created=listed_at)
    if row["variants"]:
        for variant in row["variants"]:
            child = Product.objects.create(
                seller=seller,
                parent=product,
                structure=Product.CHILD,
                title="",
                variant_label=variant["label"],
                slug=f"{row['slug']}-{variant['label']}"[:120].lower().replace(" ", "-"),
                unit=row["unit"],
                net_amount=variant["net_amount"],
                net_unit=row["net_unit"] if variant["net_amount"] else "",
                weight_grams=variant["weight_grams"],
                is_public=True,
            )
            _add_offer(child, seller.partner, variant["price"], variant["stock"], listed_at)
    else:
        _add_offer(product, seller.partner, row["price"], row["stock"], listed_at)
        for other in row.get("also_offered_by", []):
            _add_offer(product, sellers[other["shop"]].partner, other["price"], other["stock"], listed_at)
    return product


def _add_offer(product: Product, partner: Partner, price: int, stock: int | None, at: datetime) -> None:
    offer = StockRecord.objects.create(
        product=product,
        partner=partner,
        partner_sku=f"{partner.pk}-{product.pk}",
        price=price,
        num_in_stock=stock or 0,
        is_tracked=stock is not None,
    )
    if stock:
        StockMovement.objects.create(
            stockrecord=offer,
            kind=StockMovement.Kind.OPENING,
            quantity=stock,
            key=f"opening:{offer.pk}",
            at=at,
        )


def _add_photos(product: Product, motif: str, index: int, pictures: dict[str, Picture]) -> None:
    """One to three photos of the motif; which one leads differs from product to product."""
    names = picture_index().get(motif, [])
    turned = names[index % len(names) :] + names[: index % len(names)] if names else []
    for order, name in enumerate(turned[: 1 + index % 3]):
        ProductImage.objects.create(product=product, picture=pictures[name], display_order=order)


def load_reviews(buyers: list[User], now: datetime) -> None:
    if ProductReview.objects.exists():
        return
    products = dict(Product.objects.exclude(slug="").values_list("slug", "pk"))
    reviews = ProductReview.objects.bulk_create(
        ProductReview(
            product_id=products[row["product"]],
            score=row["stars"],
            title=row["title"],
            body=row["text"],
            name=row["author"],
            status=ProductReview.APPROVED,
            reply=row.get("reply", ""),
            replied_at=now if row.get("reply") else None,
        )
        for row in content("reviews")
        if row["product"] in products
    )
    span = (now - OPENED) / max(len(reviews), 1)
    for index, review in enumerate(reviews):
        review.date_created = OPENED + span * index
    ProductReview.objects.bulk_update(reviews, ["date_created"], batch_size=200)
    for product in Product.objects.filter(reviews__isnull=False).distinct():
        product.update_rating()
