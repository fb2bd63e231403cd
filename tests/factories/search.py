"""Products that lists show: made, sold, reviewed and indexed."""

from __future__ import annotations

from marketplace.catalogue.models import Product
from marketplace.catalogue.reviews.models import ProductReview
from marketplace.search.models import ProductCard
from marketplace.search.services import index_products, rebuild_words
from tests.factories.goods import make_offer, make_product
from tests.factories.people import make_user


def index_all() -> None:
    """Cards and words of everything there is."""
    ids = Product.objects.exclude(structure=Product.CHILD).values_list("pk", flat=True)
    index_products(product_ids=list(ids))
    rebuild_words()


def make_listed(title: str, **kw) -> Product:
    """A product with its card; the vocabulary is not made anew."""
    product = make_product(title=title, **kw)
    index_products(product_ids=[product.pk])
    return product


def make_variant(parent: Product, label: str, *, price: int = 15_000, stock: int = 10, **kw) -> Product:
    """A variant with an offer of the parent's shop."""
    Product.objects.filter(pk=parent.pk).update(structure=Product.PARENT)
    child = Product.objects.create(
        seller=parent.seller,
        parent=parent,
        structure=Product.CHILD,
        title=parent.title,
        slug=parent.slug,
        variant_label=label,
        is_public=True,
        **kw,
    )
    make_offer(child, seller=parent.seller, price=price, stock=stock)
    return child


def make_review(product: Product, score: int = 5, **kw) -> ProductReview:
    kw.setdefault("body", "Enak nian.")
    kw.setdefault("title", "Enak")
    return ProductReview.objects.create(
        product=product,
        score=score,
        user=kw.pop("user", None) or make_user(),
        status=kw.pop("status", ProductReview.APPROVED),
        **kw,
    )


def card_of(product: Product) -> ProductCard:
    return ProductCard.objects.get(pk=product.pk)
