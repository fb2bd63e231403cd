"""Forms as a seller's phone sends them, and orders that have come some way."""

from __future__ import annotations

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from core.ids import random_token
from marketplace.catalogue.models import Category
from marketplace.order import services
from marketplace.order.models import Order
from marketplace.sellers.models import Seller
from tests.factories.goods import make_category, make_product
from tests.factories.people import NOON, owner_of
from tests.factories.purchases import make_purchase, only_order

STEPS = {"accepted": services.accept, "packed": services.pack, "handed_over": services.hand_over}


def make_leaf() -> Category:
    """A category that products can be put into."""
    return make_category(name="Kemplang", parent=make_category())


def make_order(seller: Seller, *, to: str = "placed", pieces: int = 2, now=NOON, **kw) -> Order:
    """A paid order of one product of this shop, moved on to a state of the way."""
    product = make_product(seller=seller, price=20_000, stock=50)
    offer = product.stockrecords.get()
    order = only_order(make_purchase((offer, pieces), paid=True, now=now, **kw))
    order.refresh_from_db()
    for state, step in STEPS.items():
        if order.status == to:
            break
        step(order=order, actor=owner_of(seller), now=now)
        order.refresh_from_db()
        if state == to:
            break
    return order


def product_data(category: Category, **kw) -> dict[str, str]:
    """What the form for a new product sends when it is filled in well."""
    return {
        "key": random_token(),
        "title": "Kemplang panggang",
        "category": str(category.pk),
        "kind": "goods",
        "price": "15.000",
        "stock": "12",
        "unit": "bungkus",
        "net_amount": "250",
        "net_unit": "g",
        "weight_grams": "300",
        "description": "Renyah, dari tenggiri.",
        "preorder_days": "0",
        "origin_village": "",
        "pirt_number": "",
        "halal": "none_needed",
        "halal_number": "",
        "v-TOTAL_FORMS": "4",
        "v-INITIAL_FORMS": "0",
    } | kw


def variant_row(number: int, **kw) -> dict[str, str]:
    """One filled row of variants."""
    row = {
        "label": "250 g",
        "price": "10rb",
        "stock": "5",
        "net_amount": "",
        "net_unit": "",
        "weight_grams": "",
    }
    return {f"v-{number}-{name}": value for name, value in (row | kw).items()}


def photo_file(name: str = "foto.jpg", colour: str = "brown", size: tuple[int, int] = (320, 240)):
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), content_type="image/jpeg")
