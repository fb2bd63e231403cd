"""Writing product pages: their words, photos, category and variants.

Prices and stock belong to offers (marketplace.partner); search rows to marketplace.search.
Callers open the transaction and look after both.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from core.audit.services import record
from core.refusals import Refusal
from core.users.models import User
from marketplace.catalogue.models import Category, Product, ProductClass, ProductImage
from marketplace.sellers.models import Seller

MAX_PICTURES = 8
MAX_VARIANTS = 12
GOODS, SERVICE = "goods", "service"


class Stale(Refusal):
    """Somebody saved the product since the page was opened."""

    message = _("This product was changed meanwhile, perhaps in another tab. Compare, then save again.")


class TooManyPictures(Refusal):
    message = _("A product shows at most 8 photos. Remove some first.")
    field = "photos"


class NotLeaf(Refusal):
    message = _("Choose a category from the list.")
    field = "category"


class ShopSuspended(Refusal):
    message = _("Your shop is suspended, so nothing can be put on sale. Ask your BUMDes.")


class NothingToSell(Refusal):
    message = _("Add a price first, so that buyers can buy it.")


@dataclass(frozen=True)
class Content:
    """A product page as its shop writes it. `description` is plain text."""

    title: str
    category_id: int
    kind: str  # GOODS or SERVICE
    description: str
    unit: str
    net_amount: int | None
    net_unit: str
    weight_grams: int
    origin_village_id: str | None
    preorder_days: int
    pirt_number: str
    halal: str
    halal_number: str


@dataclass(frozen=True)
class Variant:
    """One variant; `product_id` names a variant that exists, None a new one."""

    label: str
    net_amount: int | None
    net_unit: str
    weight_grams: int
    product_id: int | None = None
    is_offered: bool = True


def plain_line(text: str) -> str:
    """One line of text without control and direction signs, which could disguise a name."""
    kept = "".join(
        sign if unicodedata.category(sign)[0] != "C" or sign in "\u200d\ufe0f" else " " for sign in text
    )
    return " ".join(kept.split())


def plain_text(text: str) -> str:
    """Several lines of text, each as plain_line, with at most one empty line between them."""
    lines: list[str] = []
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        clean = plain_line(line)
        if clean or (lines and lines[-1]):
            lines.append(clean)
    return "\n".join(lines).strip()


def product_class(kind: str) -> ProductClass:
    """Oscar's class for goods or services: only goods are counted and sent."""
    is_goods = kind == GOODS
    found = ProductClass.objects.filter(requires_shipping=is_goods).order_by("pk").first()
    if found is not None:
        return found
    return ProductClass.objects.create(
        name="Barang" if is_goods else "Jasa", requires_shipping=is_goods, track_stock=is_goods
    )


def create(
    *, seller: Seller, content: Content, variants: Sequence[Variant], actor: User, now: datetime
) -> tuple[Product, list[Product]]:
    """A product page that is not yet public, and its variants in the given order.

    Needs a transaction. Raises NotLeaf for a category that holds other categories.
    """
    product = Product(
        seller=seller,
        structure=Product.PARENT if variants else Product.STANDALONE,
        # A title of signs only gives no words for an address.
        slug=slugify(content.title)[:80].strip("-") or "produk",
        is_public=False,
    )
    _write(product, content)
    product.save()
    _set_category(product, content.category_id)
    children = [_write_variant(Product(), product, variant) for variant in variants]
    record(action="product.created", subject=product, actor=actor, at=now)
    return product, children


def update(
    *,
    product: Product,
    content: Content,
    variants: Sequence[Variant],
    version: str,
    actor: User,
    now: datetime,
) -> list[Product]:
    """Write a product page anew; gives its variants in the given order.

    The caller holds the lock on the product. `version` is what version_of() said when the page
    was opened: raises Stale when it has moved on. Raises NotLeaf. Variants are never deleted,
    orders speak of them: one that is not offered any more only stops being public.
    """
    if version_of(product) != version:
        raise Stale
    _write(product, content)
    product.save()
    _set_category(product, content.category_id)
    known = {child.pk: child for child in product.children.all()}
    children = [
        _write_variant(known[variant.product_id] if variant.product_id else Product(), product, variant)
        for variant in variants
    ]
    record(action="product.changed", subject=product, actor=actor, at=now)
    return children


def version_of(product: Product) -> str:
    """Names the state of a product page: every save gives another."""
    return product.date_updated.isoformat()


def set_public(*, product: Product, is_public: bool, actor: User, now: datetime) -> None:
    """Put a product page into the store or take it out, with its variants. Needs a transaction.

    Raises ShopSuspended, or NothingToSell when nobody offers it.
    """
    if is_public and product.seller.status == Seller.Status.SUSPENDED:
        raise ShopSuspended
    if is_public and not _has_offer(product):
        raise NothingToSell
    if product.is_public == is_public:
        return
    product.is_public = is_public
    product.save(update_fields=["is_public", "date_updated"])
    record(action="product.public", subject=product, actor=actor, at=now, public=is_public)


def arrange_pictures(*, product: Product, picture_ids: Sequence[int]) -> None:
    """Make these the photos of the product, in this order; the first is the main one.

    Needs a transaction. Photos that are left out are only unlinked. Raises TooManyPictures.
    """
    if len(picture_ids) > MAX_PICTURES:
        raise TooManyPictures
    had: Mapping[int, ProductImage] = {image.picture_id: image for image in product.images.all()}
    # A plain delete: Oscar's own closes the gaps with one UPDATE per remaining photo.
    ProductImage.objects.filter(product=product).exclude(picture_id__in=picture_ids).delete()
    for position, picture_id in enumerate(picture_ids):
        image = had.get(picture_id)
        if image is None:
            ProductImage.objects.create(product=product, picture_id=picture_id, display_order=position)
        elif image.display_order != position:
            ProductImage.objects.filter(pk=image.pk).update(display_order=position)


def _write(product: Product, content: Content) -> None:
    product.title = content.title
    product.description = content.description
    product.product_class = product_class(content.kind)
    product.unit = content.unit
    product.net_amount, product.net_unit = content.net_amount, content.net_unit
    product.weight_grams = content.weight_grams if content.kind == GOODS else 0
    product.origin_village_id = content.origin_village_id
    product.preorder_days = content.preorder_days
    product.pirt_number = content.pirt_number
    product.halal, product.halal_number = content.halal, content.halal_number


def _write_variant(child: Product, parent: Product, variant: Variant) -> Product:
    child.structure, child.parent, child.seller = Product.CHILD, parent, parent.seller
    child.title, child.slug = f"{parent.title} {variant.label}"[:255], parent.slug
    child.variant_label = variant.label
    child.is_public = variant.is_offered
    child.unit = parent.unit
    child.net_amount, child.net_unit = variant.net_amount, variant.net_unit
    child.weight_grams = variant.weight_grams or parent.weight_grams
    child.origin_village_id = parent.origin_village_id
    child.preorder_days = parent.preorder_days
    child.pirt_number, child.halal, child.halal_number = parent.pirt_number, parent.halal, parent.halal_number
    child.save()
    return child


def _set_category(product: Product, category_id: int) -> None:
    if not Category.objects.filter(pk=category_id, is_public=True, numchild=0).exists():
        raise NotLeaf
    if list(product.categories.values_list("pk", flat=True)) != [category_id]:
        product.categories.set([category_id])


def _has_offer(product: Product) -> bool:
    on_page = Q(pk=product.pk) | Q(parent=product, is_public=True)
    return Product.objects.filter(on_page, stockrecords__is_active=True).exists()
