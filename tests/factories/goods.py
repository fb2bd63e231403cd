"""Products with one offer each, and further offers of the same product."""

from __future__ import annotations

from itertools import count

from marketplace.catalogue.models import Category, Product, ProductClass
from marketplace.partner.models import StockMovement, StockRecord
from marketplace.sellers.models import Seller
from tests.factories.people import NOON, make_seller

_n = count(1)


def make_category(name: str = "Olahan ikan", parent: Category | None = None, **kw) -> Category:
    slug = kw.pop("slug", f"kategori-{next(_n)}")
    if parent is None:
        return Category.add_root(name=name, slug=slug, **kw)
    return parent.add_child(name=name, slug=slug, **kw)


def make_product(**kw) -> Product:
    """A public product; `price`, `stock` and `tracked` are for its first offer (None: no offer)."""
    n = next(_n)
    price, stock, tracked = kw.pop("price", 15_000), kw.pop("stock", 10), kw.pop("tracked", True)
    category = kw.pop("category", None)
    seller = kw.pop("seller", None) or make_seller()
    kind, _ = ProductClass.objects.get_or_create(name="Barang")
    kw.setdefault("title", f"Kemplang {n}")
    kw.setdefault("slug", f"kemplang-{n}")
    kw.setdefault("weight_grams", 300)
    product = Product.objects.create(seller=seller, product_class=kind, is_public=True, **kw)
    if category is not None:
        product.categories.add(category)
    if price is not None:
        make_offer(product, seller=seller, price=price, stock=stock, tracked=tracked)
    return product


def make_offer(
    product: Product,
    *,
    seller: Seller | None = None,
    price: int = 15_000,
    stock: int = 10,
    tracked: bool = True,
) -> StockRecord:
    seller = seller or make_seller()
    offer = StockRecord.objects.create(
        product=product,
        partner=seller.partner,
        partner_sku=f"SKU-{next(_n)}",
        price=price,
        num_in_stock=stock if tracked else 0,
        is_tracked=tracked,
    )
    if tracked and stock:
        StockMovement.objects.create(
            stockrecord=offer, kind="opening", quantity=stock, key=f"opening:{offer.pk}", at=NOON
        )
    return offer
